// Reading Glue: the catalog, its databases and tables, connections without passwords, jobs without the values of their arguments.
import {
  GetConnectionsCommand,
  GetDataCatalogEncryptionSettingsCommand,
  GetDatabasesCommand,
  GetJobsCommand,
  GetResourcePolicyCommand,
  GetSecurityConfigurationsCommand,
  GetTablesCommand,
  type Connection,
  type DataCatalogEncryptionSettings,
  type Job,
} from '@aws-sdk/client-glue'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { dataCatalog, encryptionSettings } from '../../collectors/glue/catalog.ts'
import connections from '../../collectors/glue/connections.ts'
import { database, table } from '../../collectors/glue/databases.ts'
import { job, securityConfiguration } from '../../collectors/glue/jobs.ts'
import { awsError, collectorSuite, listing, on, read, type Suite } from '../support/collector-suite.ts'
import { glueArn } from '../support/glue.ts'
import { account, foreignAccount, region } from '../support/nodes.ts'

const keyArn = (id: string): string => `arn:aws:kms:${region}:${account}:key/${id}`
const token = ['NextToken', 'NextToken'] as const
const catalogName = `Data Catalog in ${region}`

collectorSuite(dataCatalog, {
  listing: 'unpaged',
  answers: [on(GetResourcePolicyCommand, { PolicyInJson: '{"Statement":[]}', PolicyHash: 'not read' })],
  resources: { [catalogName]: { facets: { policy: '{"Statement":[]}' } } },
})

const settings: Suite = {
  listing: 'unpaged',
  answers: [
    on(GetDataCatalogEncryptionSettingsCommand, {
      DataCatalogEncryptionSettings: {
        EncryptionAtRest: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: 'lake' },
        ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: true, AwsKmsKeyId: keyArn('passwords') },
      },
    }),
  ],
  resources: {
    [catalogName]: {
      facets: {
        settings: {
          EncryptionAtRest: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: 'lake' },
          ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: true, AwsKmsKeyId: keyArn('passwords') },
        },
      },
      edges: { 'encrypted-with': [keyArn('lake'), keyArn('passwords')] },
    },
  },
}
collectorSuite(encryptionSettings, settings)

const off: DataCatalogEncryptionSettings = {
  EncryptionAtRest: { CatalogEncryptionMode: 'DISABLED' },
  ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: false },
}
for (const [what, answer, state] of [
  ['settings that are off', off, 'known'],
  ['no settings', undefined, 'unknown'],
  ['settings without the catalog', { ConnectionPasswordEncryption: off.ConnectionPasswordEncryption }, 'unknown'],
  ['settings without passwords', { EncryptionAtRest: off.EncryptionAtRest }, 'unknown'],
] as const) {
  it(`takes ${what} for ${state}`, async () => {
    const { nodes } = await read(encryptionSettings, settings, {
      answers: [on(GetDataCatalogEncryptionSettingsCommand, { DataCatalogEncryptionSettings: answer })],
    })
    assert.equal(nodes[0]?.facets['settings']?.state, state)
  })
}

const databases = listing(GetDatabasesCommand, {
  token,
  pages: [
    { DatabaseList: [{ Name: 'shop', LocationUri: 's3://shop-lake/shop', Description: 'not read', CatalogId: account }] },
    { DatabaseList: [{ Name: 'partner', TargetDatabase: { CatalogId: foreignAccount, DatabaseName: 'sales', Region: region } }] },
  ],
  empty: { DatabaseList: [] },
})
collectorSuite(database, {
  listing: databases,
  answers: [
    on(GetResourcesCommand, {
      ResourceTagMappingList: [{ ResourceARN: glueArn('database/shop'), Tags: [{ Key: 'data-classification', Value: 'confidential' }] }],
    }),
  ],
  resources: {
    shop: {
      base: { LocationUri: 's3://shop-lake/shop', TargetDatabase: undefined },
      facets: { tags: { 'data-classification': 'confidential' } },
      edges: { 'stores-in': ['arn:aws:s3:::shop-lake'] },
    },
    partner: {
      base: { LocationUri: undefined, TargetDatabase: { CatalogId: foreignAccount, DatabaseName: 'sales' } },
      facets: { tags: {} },
      edges: { 'stores-in': [] },
    },
  },
})

collectorSuite(table, {
  listing: listing(GetTablesCommand, {
    token,
    // A link to a database of another account is not asked: this would refuse.
    pages: ({ DatabaseName }) => {
      if (DatabaseName !== 'shop') throw awsError('AccessDeniedException', 400)
      return [
        {
          TableList: [
            {
              Name: 'orders',
              TableType: 'EXTERNAL_TABLE',
              IsRegisteredWithLakeFormation: true,
              StorageDescriptor: { Location: 's3a://shop-lake/shop/orders/', Columns: [{ Name: 'card', Comment: 'not read' }] },
              Parameters: { classification: 'parquet', has_encrypted_data: 'false', comment: 'not read' },
            },
          ],
        },
        { TableList: [{ Name: 'recent', TableType: 'VIRTUAL_VIEW', ViewOriginalText: 'not read' }] },
      ]
    },
    empty: { TableList: [] },
  }),
  parents: [database],
  answers: [databases],
  resources: {
    'shop.orders': {
      base: {
        DatabaseName: 'shop',
        TableType: 'EXTERNAL_TABLE',
        IsRegisteredWithLakeFormation: true,
        Location: 's3a://shop-lake/shop/orders/',
        classification: 'parquet',
        has_encrypted_data: 'false',
      },
      edges: { 'member-of': [glueArn('database/shop')], 'stores-in': ['arn:aws:s3:::shop-lake'] },
    },
    'shop.recent': {
      base: { Location: undefined, classification: undefined },
      edges: { 'member-of': [glueArn('database/shop')], 'stores-in': [] },
    },
  },
})

const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:shop-AbCdEf`
const connectionList = (...ConnectionList: readonly Connection[]) => on(GetConnectionsCommand, { ConnectionList: [...ConnectionList] })
const jdbc: Connection = {
  Name: 'legacy',
  ConnectionType: 'JDBC',
  ConnectionProperties: { JDBC_CONNECTION_URL: 'jdbc:mysql://db.example.com/shop', JDBC_ENFORCE_SSL: 'false', USERNAME: 'etl' },
}

const withConnections: Suite = {
  listing: listing(GetConnectionsCommand, {
    token,
    pages: (input): readonly { readonly ConnectionList: Connection[] }[] => {
      assert.equal(input.HidePassword, true)
      return [
        { ConnectionList: [{ ...jdbc, ConnectionProperties: { ...jdbc.ConnectionProperties, PASSWORD: 'correct-horse-battery' } }] },
        {
          ConnectionList: [
            {
              Name: 'shop',
              ConnectionType: 'JDBC',
              ConnectionProperties: { JDBC_ENFORCE_SSL: 'true', SECRET_ID: secretArn },
              SparkProperties: { 'spark.option': 'x' },
              PhysicalConnectionRequirements: { SubnetId: 'subnet-0a', SecurityGroupIdList: ['sg-0a', 'sg-0b'] },
              AuthenticationConfiguration: { AuthenticationType: 'BASIC', SecretArn: secretArn, KmsKeyArn: keyArn('login') },
            },
            { Name: 'by-name', ConnectionType: 'KAFKA', ConnectionProperties: { SECRET_ID: 'shop/kafka' } },
            { Name: 'network', ConnectionType: 'NETWORK' },
          ],
        },
      ]
    },
    empty: { ConnectionList: [] },
  }),
  answers: [],
  resources: {
    legacy: {
      base: { ConnectionType: 'JDBC', ConnectionProperties: { JDBC_ENFORCE_SSL: 'false' }, AuthenticationConfiguration: undefined },
      facets: {
        properties: [
          { Name: 'JDBC_CONNECTION_URL', Secret: undefined },
          { Name: 'JDBC_ENFORCE_SSL', Secret: undefined },
          { Name: 'PASSWORD', Secret: 'named-like-a-secret' },
          { Name: 'USERNAME', Secret: undefined },
        ],
      },
      edges: { 'in-subnet': [], 'protected-by': [], 'encrypted-with': [], 'reads-from': [] },
    },
    shop: {
      base: {
        ConnectionProperties: { JDBC_ENFORCE_SSL: 'true', SECRET_ID: secretArn },
        PhysicalConnectionRequirements: { SubnetId: 'subnet-0a', SecurityGroupIdList: ['sg-0a', 'sg-0b'] },
        AuthenticationConfiguration: { AuthenticationType: 'BASIC', SecretArn: secretArn, KmsKeyArn: keyArn('login') },
      },
      facets: {
        properties: ['JDBC_ENFORCE_SSL', 'SECRET_ID', 'spark.option'].map((Name) => ({ Name, Secret: undefined })),
      },
      edges: {
        'in-subnet': [`arn:aws:ec2:${region}:${account}:subnet/subnet-0a`],
        'protected-by': ['sg-0a', 'sg-0b'].map((group) => `arn:aws:ec2:${region}:${account}:security-group/${group}`),
        'encrypted-with': [keyArn('login')],
        'reads-from': [secretArn],
      },
    },
    'by-name': { base: { ConnectionProperties: { SECRET_ID: 'shop/kafka' } }, edges: { 'reads-from': [] } },
    network: { facets: { properties: [] }, edges: { 'in-subnet': [] } },
  },
}
collectorSuite(connections, withConnections)

it('keeps no value of a property that may be secret', async () => {
  const { inventory } = await read(connections, withConnections)
  assert.ok(!JSON.stringify([...inventory.nodes]).includes('correct-horse-battery'))
})

it('tells nothing of connections from a recording, which holds no values', async () => {
  const { nodes } = await read(connections, withConnections, {
    answers: [connectionList({ ...jdbc, ConnectionProperties: { USERNAME: 'REDACTED', PASSWORD: 'REDACTED' } })],
  })
  const fact = nodes[0]?.facets['properties']
  assert.equal(fact?.state === 'unknown' && fact.gap.message.includes('recording'), true)
})

const etl: Job = {
  Name: 'orders-to-lake',
  Role: 'service-role/orders-to-lake',
  Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: 's3://shop-scripts/orders.py' },
  GlueVersion: '4.0',
  SecurityConfiguration: 'strict',
  Connections: { Connections: ['shop'] },
  DefaultArguments: {
    '--enable-continuous-cloudwatch-log': 'true',
    '--job-bookmark-option': 'job-bookmark-enable',
    '--db-password': 'correct-horse-battery',
    '--table': 'orders',
  },
  NonOverridableArguments: { '--job-bookmark-option': 'job-bookmark-disable' },
}
const withJobs: Suite = {
  listing: listing(GetJobsCommand, {
    token,
    pages: [
      { Jobs: [etl] },
      { Jobs: [{ Name: 'cleanup', Role: `arn:aws:iam::${account}:role/cleanup`, Command: { Name: 'pythonshell' }, MaxRetries: 1 }] },
    ],
    empty: { Jobs: [] },
  }),
  answers: [],
  resources: {
    'orders-to-lake': {
      base: {
        GlueVersion: '4.0',
        SecurityConfiguration: 'strict',
        Role: 'service-role/orders-to-lake',
        Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: 's3://shop-scripts/orders.py' },
        Connections: ['shop'],
        SpecialArguments: { '--enable-continuous-cloudwatch-log': 'true', '--job-bookmark-option': 'job-bookmark-disable' },
      },
      facets: {
        arguments: [
          { Name: '--db-password', Secret: 'named-like-a-secret' },
          { Name: '--enable-continuous-cloudwatch-log', Secret: undefined },
          { Name: '--job-bookmark-option', Secret: undefined },
          { Name: '--table', Secret: undefined },
        ],
      },
      edges: {
        assumes: [`arn:aws:iam::${account}:role/service-role/orders-to-lake`],
        'uses-security-configuration': [glueArn('securityConfiguration/strict')],
        'attached-to': [glueArn('connection/shop')],
        'reads-from': ['arn:aws:s3:::shop-scripts'],
      },
    },
    cleanup: {
      base: { GlueVersion: undefined, SpecialArguments: {}, Connections: [] },
      facets: { arguments: [] },
      edges: {
        assumes: [`arn:aws:iam::${account}:role/cleanup`],
        'uses-security-configuration': [],
        'attached-to': [],
        'reads-from': [],
      },
    },
  },
}
collectorSuite(job, withJobs)

it('keeps no value of an argument but of those that Glue itself reads', async () => {
  const { inventory } = await read(job, withJobs)
  const text = JSON.stringify([...inventory.nodes])
  assert.ok(!text.includes('correct-horse-battery') && !text.includes('"orders"'))
})

it('tells nothing of arguments from a recording, which holds no values', async () => {
  const { nodes } = await read(job, withJobs, {
    answers: [on(GetJobsCommand, { Jobs: [{ ...etl, DefaultArguments: { '--db-password': 'REDACTED' } }] })],
  })
  assert.equal(nodes[0]?.facets['arguments']?.state, 'unknown')
})

for (const missing of ['Name', 'Role', 'Command'] as const) {
  it(`takes a job without ${missing} for no answer`, async () => {
    const { inventory } = await read(job, withJobs, { answers: [on(GetJobsCommand, { Jobs: [{ ...etl, [missing]: undefined }] })] })
    assert.ok(inventory.listings.some(({ complete }) => !complete))
  })
}

collectorSuite(securityConfiguration, {
  listing: listing(GetSecurityConfigurationsCommand, {
    token,
    pages: [
      {
        SecurityConfigurations: [
          {
            Name: 'strict',
            EncryptionConfiguration: {
              S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: keyArn('lake') }],
              CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: keyArn('logs') },
              JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: keyArn('lake') },
            },
          },
        ],
      },
      { SecurityConfigurations: [{ Name: 'empty', EncryptionConfiguration: { S3Encryption: [{}] } }] },
    ],
    empty: { SecurityConfigurations: [] },
  }),
  answers: [],
  resources: {
    strict: {
      base: {
        S3EncryptionModes: ['SSE-KMS'],
        CloudWatchEncryptionMode: 'SSE-KMS',
        JobBookmarksEncryptionMode: 'CSE-KMS',
        KmsKeyArns: [keyArn('lake'), keyArn('logs'), keyArn('lake')],
      },
      edges: { 'encrypted-with': [keyArn('lake'), keyArn('logs')] },
    },
    empty: {
      base: {
        S3EncryptionModes: ['DISABLED'],
        CloudWatchEncryptionMode: 'DISABLED',
        JobBookmarksEncryptionMode: 'DISABLED',
        KmsKeyArns: [],
      },
      edges: { 'encrypted-with': [] },
    },
  },
})
