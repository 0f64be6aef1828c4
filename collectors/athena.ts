// Amazon Athena: work groups, and the data catalogs that their queries can name.
import {
  AthenaClient,
  GetDataCatalogCommand,
  GetWorkGroupCommand,
  ListDataCatalogsCommand,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  type DataCatalogType,
  type EncryptionOption,
  type WorkGroupConfiguration,
  type WorkGroupState,
} from '@aws-sdk/client-athena'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { keyArn, parseArn } from '../src/graph/arn.ts'
import { bucketArn } from '../src/graph/s3-uri.ts'
import { tags } from './tagging.ts'

type Configuration = Pick<WorkGroupConfiguration, 'BytesScannedCutoffPerQuery' | 'ExecutionRole'> & {
  /** Undefined for Spark, where there is nothing to override. */
  EnforceWorkGroupConfiguration: boolean | undefined
  PublishCloudWatchMetricsEnabled: boolean
  EnableMinimumEncryptionConfiguration: boolean
  /** Where results go unless Athena keeps them itself. */
  ResultConfiguration: {
    OutputLocation: string | undefined
    ExpectedBucketOwner: string | undefined
    EncryptionConfiguration: { EncryptionOption: EncryptionOption; KmsKey: string | undefined } | undefined
  }
  /** `Enabled`: Athena keeps the results, encrypted, for a day. */
  ManagedQueryResultsConfiguration: { Enabled: boolean; KmsKey: string | undefined }
  /** The engine that was chosen: Athena's own or a Spark one. */
  SelectedEngineVersion: string | undefined
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Athena::WorkGroup': {
      base: { State: WorkGroupState }
      facets: {
        configuration: Configuration
        /** Whether somebody queried in the last 45 days. Asked of `primary` alone, which AWS makes in every region; `null` for groups that people made. */
        use: { queried: boolean } | null
        tags: Record<string, string>
      }
      edges: {
        /** What encrypts the results. */
        'encrypted-with': 'AWS::KMS::Key'
        /** The bucket of the results. */
        'stores-in': 'AWS::S3::Bucket'
        assumes: 'AWS::IAM::Role'
      }
    }
    /** A catalog that queries can name besides the account's own: another account's, a Lambda connector, a federated source. */
    'AWS::Athena::DataCatalog': {
      base: { Type: DataCatalogType }
      /** `null` for catalogs that no function answers for. */
      facets: { functions: readonly string[] | null }
      edges: { invokes: 'AWS::Lambda::Function' }
    }
  }
}

export const workGroup = defineCollector({
  kind: 'AWS::Athena::WorkGroup',
  client: AthenaClient,
  list: {
    calls: ['athena:ListWorkGroups'],
    run: (athena, at) =>
      pages(athena, ListWorkGroupsCommand, { MaxResults: 50 }, (page) =>
        page.WorkGroups?.map(({ Name, State }) => ({
          arn: at.arn('athena', `workgroup/${member(Name, 'Name')}`),
          name: member(Name, 'Name'),
          State: member(State, 'State'),
        })),
      ),
  },
  facets: {
    configuration: {
      calls: ['athena:GetWorkGroup'],
      async read(athena, { name }) {
        const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: name }))
        if (WorkGroup?.Name !== name) throw new TypeError('the answer is about another work group')
        const c = member(WorkGroup.Configuration, 'Configuration')
        const { OutputLocation, ExpectedBucketOwner, EncryptionConfiguration: encryption } = c.ResultConfiguration ?? {}
        const managed = c.ManagedQueryResultsConfiguration
        const spark = c.EngineVersion?.SelectedEngineVersion?.includes('Spark') === true
        return {
          // Not required of Spark work groups: https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html
          EnforceWorkGroupConfiguration: spark
            ? c.EnforceWorkGroupConfiguration
            : member(c.EnforceWorkGroupConfiguration, 'EnforceWorkGroupConfiguration'),
          PublishCloudWatchMetricsEnabled: member(c.PublishCloudWatchMetricsEnabled, 'PublishCloudWatchMetricsEnabled'),
          // An option that has to be enabled, as the same page says.
          EnableMinimumEncryptionConfiguration: c.EnableMinimumEncryptionConfiguration ?? false,
          BytesScannedCutoffPerQuery: c.BytesScannedCutoffPerQuery,
          ExecutionRole: c.ExecutionRole,
          ResultConfiguration: {
            OutputLocation,
            ExpectedBucketOwner,
            EncryptionConfiguration: encryption && {
              EncryptionOption: member(encryption.EncryptionOption, 'EncryptionOption'),
              KmsKey: encryption.KmsKey,
            },
          },
          // "The default is false", as that of ManagedQueryResultsConfiguration says.
          ManagedQueryResultsConfiguration: { Enabled: managed?.Enabled ?? false, KmsKey: managed?.EncryptionConfiguration?.KmsKey },
          SelectedEngineVersion: c.EngineVersion?.SelectedEngineVersion,
        }
      },
    },
    use: {
      calls: ['athena:ListQueryExecutions'],
      async read(athena, { name }) {
        if (name !== 'primary') return null
        // Kept for 45 days: https://docs.aws.amazon.com/athena/latest/ug/queries-viewing-history.html
        const { QueryExecutionIds, NextToken } = await athena.send(new ListQueryExecutionsCommand({ WorkGroup: name, MaxResults: 1 }))
        // A page may be empty and say that there are more.
        return { queried: member(QueryExecutionIds, 'QueryExecutionIds').length > 0 || NextToken !== undefined }
      },
    },
    tags,
  },
  edges: {
    'encrypted-with': {
      to: 'AWS::KMS::Key',
      from: 'configuration',
      ref: ({ ManagedQueryResultsConfiguration: managed, ResultConfiguration }, item) =>
        keyArn(managed.Enabled ? managed.KmsKey : ResultConfiguration.EncryptionConfiguration?.KmsKey, item),
    },
    'stores-in': {
      to: 'AWS::S3::Bucket',
      from: 'configuration',
      ref: ({ ManagedQueryResultsConfiguration, ResultConfiguration }, item) =>
        ManagedQueryResultsConfiguration.Enabled ? undefined : bucketArn(ResultConfiguration.OutputLocation, item),
    },
    assumes: { to: 'AWS::IAM::Role', from: 'configuration', ref: ({ ExecutionRole }) => ExecutionRole },
  },
})

/** The ARNs of functions that a catalog's parameters name: of one function for all, or one each for metadata and records. */
const functionsOf = (parameters: Readonly<Record<string, string>>): readonly string[] =>
  ['function', 'metadata-function', 'record-function', 'sdk-function'].flatMap((name) => {
    const arn = parameters[name]
    const { partition, service, region, account, resource = '' } = (arn && parseArn(arn)) || {}
    // Without a version or alias.
    return service === 'lambda' ? [`arn:${partition}:lambda:${region}:${account}:${resource.split(':').slice(0, 2).join(':')}`] : []
  })

export const dataCatalog = defineCollector({
  kind: 'AWS::Athena::DataCatalog',
  client: AthenaClient,
  list: {
    calls: ['athena:ListDataCatalogs'],
    run: (athena, at) =>
      pages(athena, ListDataCatalogsCommand, { MaxResults: 50 }, (page) =>
        page.DataCatalogsSummary?.map(({ CatalogName, Type }) => ({
          arn: at.arn('athena', `datacatalog/${member(CatalogName, 'CatalogName')}`),
          name: member(CatalogName, 'CatalogName'),
          Type: member(Type, 'Type'),
        })),
      ),
  },
  facets: {
    functions: {
      calls: ['athena:GetDataCatalog'],
      async read(athena, { name, Type }) {
        if (Type !== 'LAMBDA' && Type !== 'HIVE') return null
        const { DataCatalog } = await athena.send(new GetDataCatalogCommand({ Name: name }))
        if (DataCatalog?.Name !== name) throw new TypeError('the answer is about another data catalog')
        return functionsOf(member(DataCatalog.Parameters, 'Parameters'))
      },
    },
  },
  edges: { invokes: { to: 'AWS::Lambda::Function', from: 'functions', ref: (functions) => functions } },
})

export default [workGroup, dataCatalog]
