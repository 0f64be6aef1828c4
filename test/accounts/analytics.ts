// Analytics of the reference account: the Data Catalog and its jobs, Athena's work groups, Lake Formation.
import { CreateWorkGroupCommand, type WorkGroupConfiguration } from '@aws-sdk/client-athena'
import {
  CreateConnectionCommand,
  CreateDatabaseCommand,
  CreateJobCommand,
  CreateSecurityConfigurationCommand,
  CreateTableCommand,
  PutDataCatalogEncryptionSettingsCommand,
  PutResourcePolicyCommand,
  type ConnectionInput,
  type CreateJobCommandInput,
} from '@aws-sdk/client-glue'
import {
  GrantPermissionsCommand,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  type GrantPermissionsCommandInput,
} from '@aws-sdk/client-lakeformation'
import { account, allow, arnOf, foreignAccount, home, pilot, policy, roleArn, tags, type Ground } from './ground.ts'
import type { Network } from './network.ts'
import type { Reference } from './reference.ts'
import { createBucket } from './s3.ts'

const keyArn = (keys: Reference['keys'], alias: string): string => arnOf('kms', `key/${keys.get(alias) ?? ''}`)

/** Where most results go; those of the ad-hoc group lie with the exports. */
const results: Parameters<typeof createBucket>[1] = {
  name: 'shop-query-results',
  key: 'analytics',
  expires: 30,
  statements: [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::shop-query-results', 'arn:aws:s3:::shop-query-results/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
  tags: tags('analytics', 'confidential'),
}

interface Group {
  readonly name: string
  readonly configuration: (keys: Reference['keys']) => WorkGroupConfiguration
  readonly tags: Record<string, string>
}

const groups: readonly Group[] = [
  {
    name: 'analysts',
    configuration: (keys) => ({
      ResultConfiguration: {
        OutputLocation: 's3://shop-query-results/analysts/',
        ExpectedBucketOwner: account,
        EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: keyArn(keys, 'analytics') },
      },
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      BytesScannedCutoffPerQuery: 200 * 1024 ** 3,
    }),
    tags: tags('analytics', 'confidential'),
  },
  // Whatever came first: results beside the exports, no limit, and clients as they like.
  {
    name: 'ad-hoc',
    configuration: () => ({
      ResultConfiguration: { OutputLocation: 's3://shop-customer-exports/queries/' },
      EnforceWorkGroupConfiguration: false,
      PublishCloudWatchMetricsEnabled: false,
    }),
    tags: tags('customers', 'restricted'),
  },
  {
    name: 'dashboards',
    configuration: () => ({
      ManagedQueryResultsConfiguration: { Enabled: true },
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      BytesScannedCutoffPerQuery: 20 * 1024 ** 3,
    }),
    tags: tags('analytics', 'internal'),
  },
]

interface Database {
  readonly name: string
  readonly region?: string
  readonly location?: string
  readonly tables?: readonly string[]
  readonly tags: Record<string, string>
}

const databases: readonly Database[] = [
  { name: 'shop', location: 's3://shop-data-lake/shop/', tables: ['orders', 'carts'], tags: tags('analytics', 'confidential') },
  { name: 'payments', location: 's3://shop-data-lake/payments/', tables: ['settlements'], tags: tags('payments', 'restricted') },
  { name: 'web_logs', location: 's3://shop-logs/', tags: tags('web', 'internal') },
  { name: 'pilot_events', region: pilot, tags: { owner: 'platform' } },
]

interface Connection extends Pick<ConnectionInput, 'Name' | 'ConnectionType' | 'ConnectionProperties'> {
  readonly subnet: (network: Network) => string
  readonly group: keyof Network['groups']
}

/** As they are set; Glue leaves the passwords out when it is asked to. */
export const connections: readonly Connection[] = [
  {
    Name: 'shop-database',
    ConnectionType: 'JDBC',
    ConnectionProperties: {
      JDBC_CONNECTION_URL: 'jdbc:mysql://shop.example.internal:3306/shop',
      JDBC_ENFORCE_SSL: 'true',
      SECRET_ID: 'shop/database',
    },
    subnet: ({ subnets }) => subnets.private[0],
    group: 'services',
  },
  {
    Name: 'legacy-database',
    ConnectionType: 'JDBC',
    ConnectionProperties: {
      JDBC_CONNECTION_URL: 'jdbc:mysql://legacy.example.internal:3306/shop',
      USERNAME: 'etl',
      PASSWORD: 'Not-a-real-1-password',
    },
    subnet: ({ subnets }) => subnets.private[1],
    group: 'legacy-database',
  },
]

export const jobs: readonly CreateJobCommandInput[] = [
  {
    Name: 'orders-to-lake',
    Role: roleArn('glue-studio'),
    Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: `s3://aws-glue-assets-${account}-${home}/scripts/orders-to-lake.py` },
    GlueVersion: '5.0',
    SecurityConfiguration: 'lake',
    Connections: { Connections: ['shop-database'] },
    DefaultArguments: { '--job-bookmark-option': 'job-bookmark-enable', '--secret-name': 'shop/database' },
  },
  // Written by somebody who left, for the partner who pays.
  {
    Name: 'customer-export',
    Role: roleArn('glue-studio'),
    Command: { Name: 'glueetl', PythonVersion: '3', ScriptLocation: `s3://aws-glue-assets-${account}-${home}/scripts/customer-export.py` },
    GlueVersion: '2.0',
    Connections: { Connections: ['legacy-database'] },
    DefaultArguments: {
      '--job-bookmark-option': 'job-bookmark-enable',
      '--partner-password': 'Not-a-real-1-password',
      '--target': 's3://shop-customer-exports/nightly/',
    },
  },
]

/** Who audits, as far as Lake Formation is concerned: it shows all grants to administrators alone. Behind the overlay, on moto alone, and in the test of permissions. */
const auditors = [`arn:aws:iam::${account}:role/audit`, `arn:aws:sts::${account}:user/moto`, `arn:aws:iam::${account}:user/parapet`]

const grants: readonly GrantPermissionsCommandInput[] = [
  {
    Principal: { DataLakePrincipalIdentifier: roleArn('glue-studio') },
    Resource: { Table: { DatabaseName: 'shop', TableWildcard: {} } },
    Permissions: ['SELECT', 'DESCRIBE'],
  },
  // How Lake Formation began here, and was never taken back.
  {
    Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
    Resource: { Table: { DatabaseName: 'payments', TableWildcard: {} } },
    Permissions: ['ALL'],
  },
  {
    Principal: { DataLakePrincipalIdentifier: foreignAccount },
    Resource: { Table: { DatabaseName: 'shop', Name: 'orders' } },
    Permissions: ['SELECT'],
  },
]

const buildCatalog = async (ground: Ground, { keys, network }: Reference): Promise<void> => {
  const { glue } = ground.in(home)
  for (const { name, region = home, location, tables = [], tags: Tags } of databases) {
    const { glue: there } = ground.in(region)
    await there.send(new CreateDatabaseCommand({ DatabaseInput: { Name: name, ...(location && { LocationUri: location }) }, Tags }))
    for (const Name of tables) {
      const StorageDescriptor = { Location: `${location ?? ''}${Name}/`, Columns: [{ Name: 'id', Type: 'string' }] }
      const TableInput = { Name, TableType: 'EXTERNAL_TABLE', StorageDescriptor, Parameters: { classification: 'parquet' } }
      await there.send(new CreateTableCommand({ DatabaseName: name, TableInput }))
    }
  }
  const key = keyArn(keys, 'analytics')
  await glue.send(
    new PutDataCatalogEncryptionSettingsCommand({
      DataCatalogEncryptionSettings: {
        EncryptionAtRest: { CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: key },
        ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: false },
      },
    }),
  )
  await glue.send(
    new PutResourcePolicyCommand({
      PolicyInJson: policy(
        allow(['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'], arnOf('glue', '*'), {
          Sid: 'Processor',
          Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` },
        }),
      ),
    }),
  )
  await glue.send(
    new CreateSecurityConfigurationCommand({
      Name: 'lake',
      EncryptionConfiguration: {
        S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }],
        CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key },
        JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
      },
    }),
  )
  for (const { subnet, group, ...connection } of connections) {
    const PhysicalConnectionRequirements = { SubnetId: subnet(network), SecurityGroupIdList: [network.groups[group]] }
    await glue.send(new CreateConnectionCommand({ ConnectionInput: { ...connection, PhysicalConnectionRequirements } }))
  }
  for (const job of jobs) await glue.send(new CreateJobCommand(job))
}

const everybody = { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL' as const] }

const setLake = async (ground: Ground, admins: readonly string[], open: boolean): Promise<void> => {
  await ground.in(home).lakeFormation.send(
    new PutDataLakeSettingsCommand({
      DataLakeSettings: {
        DataLakeAdmins: admins.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier })),
        ReadOnlyAdmins: auditors.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier })),
        CreateDatabaseDefaultPermissions: [],
        CreateTableDefaultPermissions: open ? [everybody] : [],
      },
    }),
  )
}
const lakeAdmin = roleArn('platform-admin')

export const buildAnalytics = async (ground: Ground, reference: Reference): Promise<void> => {
  const { athena, lakeFormation } = ground.in(home)
  await createBucket(ground, results, reference.keys)
  for (const { name, configuration, tags: given } of groups) {
    await athena.send(
      new CreateWorkGroupCommand({
        Name: name,
        Configuration: configuration(reference.keys),
        Tags: Object.entries(given).map(([Key, Value]) => ({ Key, Value })),
      }),
    )
  }
  await buildCatalog(ground, reference)
  await setLake(ground, [lakeAdmin, `arn:aws:iam::${account}:root`], true)
  await lakeFormation.send(
    new RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::shop-data-lake/shop', RoleArn: roleArn('glue-studio') }),
  )
  for (const grant of grants) await lakeFormation.send(new GrantPermissionsCommand(grant))
}

/** Lake Formation decides over new tables too, without the root user; somebody queries for a quarter's figures in a group of their own. */
export const weekTwoAnalytics = async (ground: Ground): Promise<void> => {
  await setLake(ground, [lakeAdmin], false)
  await ground.in(home).athena.send(
    new CreateWorkGroupCommand({
      Name: 'refund-figures',
      Configuration: {
        ResultConfiguration: { OutputLocation: 's3://shop-query-results/refunds/' },
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
      },
      Tags: Object.entries(tags('payments', 'restricted')).map(([Key, Value]) => ({ Key, Value })),
    }),
  )
}
