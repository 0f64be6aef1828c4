// Reading Athena's work groups and data catalogs.
import {
  GetDataCatalogCommand,
  GetWorkGroupCommand,
  ListDataCatalogsCommand,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  type WorkGroupConfiguration,
} from '@aws-sdk/client-athena'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { dataCatalog, workGroup } from '../../collectors/athena.ts'
import { account, region } from '../support/nodes.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'

const groupArn = (name: string): string => `arn:aws:athena:${region}:${account}:workgroup/${name}`
const keyArn = (id: string): string => `arn:aws:kms:${region}:${account}:key/${id}`
const roleArn = `arn:aws:iam::${account}:role/notebooks`

/** As AWS answers for a group that nobody changed. */
const plain: WorkGroupConfiguration = {
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: true,
  RequesterPaysEnabled: false,
  EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
}
const configurations: Readonly<Record<string, WorkGroupConfiguration>> = {
  primary: plain,
  analysts: {
    ...plain,
    EnforceWorkGroupConfiguration: false,
    EnableMinimumEncryptionConfiguration: true,
    BytesScannedCutoffPerQuery: 1_000_000_000,
    ResultConfiguration: {
      OutputLocation: 's3://shop-results/analysts/',
      ExpectedBucketOwner: account,
      EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: 'lake' },
    },
  },
  managed: {
    ...plain,
    ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: 'not in force' } },
    ManagedQueryResultsConfiguration: { Enabled: true, EncryptionConfiguration: { KmsKey: keyArn('managed') } },
  },
  notebooks: {
    PublishCloudWatchMetricsEnabled: false,
    ExecutionRole: roleArn,
    ResultConfiguration: { OutputLocation: 's3://shop-results' },
    EngineVersion: { SelectedEngineVersion: 'PySpark engine version 3' },
  },
}

const unset = {
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: true,
  EnableMinimumEncryptionConfiguration: false,
  BytesScannedCutoffPerQuery: undefined,
  ExecutionRole: undefined,
  ResultConfiguration: { OutputLocation: undefined, ExpectedBucketOwner: undefined, EncryptionConfiguration: undefined },
  ManagedQueryResultsConfiguration: { Enabled: false, KmsKey: undefined },
  SelectedEngineVersion: 'AUTO',
}

const groups = {
  listing: listing(ListWorkGroupsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      { WorkGroups: [{ Name: 'primary', State: 'ENABLED' }] },
      {
        WorkGroups: [
          { Name: 'analysts', State: 'DISABLED' },
          { Name: 'managed', State: 'ENABLED' },
          { Name: 'notebooks', State: 'ENABLED' },
        ],
      },
    ],
    empty: { WorkGroups: [] },
  }),
  answers: [
    on(GetWorkGroupCommand, ({ WorkGroup = '' }) => ({ WorkGroup: { Name: WorkGroup, Configuration: configurations[WorkGroup] } })),
    on(ListQueryExecutionsCommand, ({ WorkGroup, MaxResults }) => {
      // Whether there is one is all that matters, and of other groups not even that.
      assert.deepEqual([WorkGroup, MaxResults], ['primary', 1])
      // A page that says only that there are more.
      return { QueryExecutionIds: [], NextToken: 'more' }
    }),
    on(GetResourcesCommand, {
      ResourceTagMappingList: [{ ResourceARN: groupArn('analysts'), Tags: [{ Key: 'data-classification', Value: 'confidential' }] }],
    }),
  ],
  resources: {
    primary: {
      base: { State: 'ENABLED' },
      facets: { configuration: unset, use: { queried: true }, tags: {} },
      edges: { 'encrypted-with': [], 'stores-in': [], assumes: [] },
    },
    analysts: {
      base: { State: 'DISABLED' },
      facets: {
        use: null,
        configuration: {
          ...unset,
          EnforceWorkGroupConfiguration: false,
          EnableMinimumEncryptionConfiguration: true,
          BytesScannedCutoffPerQuery: 1_000_000_000,
          ResultConfiguration: {
            OutputLocation: 's3://shop-results/analysts/',
            ExpectedBucketOwner: account,
            EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: 'lake' },
          },
        },
        tags: { 'data-classification': 'confidential' },
      },
      edges: { 'encrypted-with': [keyArn('lake')], 'stores-in': ['arn:aws:s3:::shop-results'] },
    },
    managed: { edges: { 'encrypted-with': [keyArn('managed')], 'stores-in': [] } },
    notebooks: {
      facets: {
        configuration: {
          ...unset,
          EnforceWorkGroupConfiguration: undefined,
          PublishCloudWatchMetricsEnabled: false,
          ExecutionRole: roleArn,
          ResultConfiguration: { ...unset.ResultConfiguration, OutputLocation: 's3://shop-results' },
          SelectedEngineVersion: 'PySpark engine version 3',
        },
      },
      edges: { assumes: [roleArn], 'stores-in': ['arn:aws:s3:::shop-results'] },
    },
  },
}
collectorSuite(workGroup, groups)

for (const [what, WorkGroup] of Object.entries({
  'another work group': { Name: 'other', Configuration: plain },
  'a work group without a configuration': { Name: 'primary' },
  'a configuration that does not say who decides': { Name: 'primary', Configuration: { PublishCloudWatchMetricsEnabled: true } },
  'a configuration that says nothing of metrics': { Name: 'primary', Configuration: { EnforceWorkGroupConfiguration: true } },
})) {
  it(`takes ${what} for no answer`, async () => {
    const { nodes } = await read(workGroup, groups, {
      facets: ['configuration'],
      answers: [on(ListWorkGroupsCommand, { WorkGroups: [{ Name: 'primary', State: 'ENABLED' }] }), on(GetWorkGroupCommand, { WorkGroup })],
    })
    assert.equal(nodes[0]?.facets['configuration']?.state, 'unknown')
  })
}

const functionArn = (name: string): string => `arn:aws:lambda:${region}:${account}:function:${name}`
const parameters: Readonly<Record<string, Record<string, string>>> = {
  mysql: { 'metadata-function': functionArn('mysql-metadata'), 'record-function': `${functionArn('mysql-records')}:live` },
  orders: { function: functionArn('orders-connector') },
  broken: { function: 'orders-connector' },
}

collectorSuite(dataCatalog, {
  listing: listing(ListDataCatalogsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      { DataCatalogsSummary: [{ CatalogName: 'AwsDataCatalog', Type: 'GLUE' }] },
      {
        DataCatalogsSummary: ['mysql', 'orders', 'broken'].map((CatalogName) => ({ CatalogName, Type: 'LAMBDA' as const })),
      },
    ],
    empty: { DataCatalogsSummary: [] },
  }),
  answers: [
    on(GetDataCatalogCommand, ({ Name = '' }) => ({ DataCatalog: { Name, Type: 'LAMBDA' as const, Parameters: parameters[Name] } })),
  ],
  resources: {
    // Glue's own catalog is not asked for: nothing about it is told there.
    AwsDataCatalog: { base: { Type: 'GLUE' }, facets: { functions: null }, edges: { invokes: [] } },
    mysql: {
      facets: { functions: [functionArn('mysql-metadata'), functionArn('mysql-records')] },
      edges: { invokes: [functionArn('mysql-metadata'), functionArn('mysql-records')] },
    },
    orders: { edges: { invokes: [functionArn('orders-connector')] } },
    broken: { edges: { invokes: [] } },
  },
})

it('asks about those catalogs alone that functions answer for', async () => {
  const { sent } = await read(dataCatalog, {
    listing: 'unpaged',
    answers: [on(ListDataCatalogsCommand, { DataCatalogsSummary: [{ CatalogName: 'AwsDataCatalog', Type: 'GLUE' }] })],
    resources: {},
  })
  assert.deepEqual(sent, ['athena:ListDataCatalogs'])
})
