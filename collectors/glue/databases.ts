// AWS Glue: databases and tables of the Data Catalog.
import { GetDatabasesCommand, GetTablesCommand, GlueClient, type Database, type Table } from '@aws-sdk/client-glue'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { bucketArn } from '../../src/graph/s3-uri.ts'
import { tags } from '../tagging.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Glue::Database': {
      base: Pick<Database, 'LocationUri'> & {
        /** Where it is a link to a database of another account or region: whose. */
        TargetDatabase: { CatalogId: string | undefined; DatabaseName: string | undefined } | undefined
      }
      facets: { tags: Record<string, string> }
      edges: { 'stores-in': 'AWS::S3::Bucket' }
    }
    'AWS::Glue::Table': {
      base: Pick<Table, 'TableType' | 'IsRegisteredWithLakeFormation'> & {
        DatabaseName: string
        Location: string | undefined
        /** Of the parameters: the format of the files, and whether a crawler found them encrypted. */
        classification: string | undefined
        has_encrypted_data: string | undefined
      }
      facets: {}
      edges: { 'member-of': 'AWS::Glue::Database'; 'stores-in': 'AWS::S3::Bucket' }
    }
  }
}

export const database = defineCollector({
  kind: 'AWS::Glue::Database',
  client: GlueClient,
  list: {
    calls: ['glue:GetDatabases'],
    run: (glue, at) =>
      pages(glue, GetDatabasesCommand, { MaxResults: 100 }, (page) =>
        page.DatabaseList?.map(({ Name, LocationUri, TargetDatabase: target }) => ({
          arn: at.arn('glue', `database/${member(Name, 'Name')}`),
          name: member(Name, 'Name'),
          LocationUri,
          TargetDatabase: target && { CatalogId: target.CatalogId, DatabaseName: target.DatabaseName },
        })),
      ),
  },
  facets: { tags },
  edges: { 'stores-in': { to: 'AWS::S3::Bucket', from: 'base', ref: ({ LocationUri }, item) => bucketArn(LocationUri, item) } },
})

export const table = defineCollector({
  kind: 'AWS::Glue::Table',
  client: GlueClient,
  list: {
    calls: ['glue:GetTables'],
    per: 'AWS::Glue::Database',
    gone: ['EntityNotFoundException'],
    async *run(glue, at, parent) {
      // A link has no tables of its own: what is in the other account is read there.
      if (parent.TargetDatabase) return
      yield* pages(glue, GetTablesCommand, { DatabaseName: parent.name, MaxResults: 100 }, (page) =>
        page.TableList?.map((t) => ({
          arn: at.arn('glue', `table/${parent.name}/${member(t.Name, 'Name')}`),
          name: `${parent.name}.${member(t.Name, 'Name')}`,
          DatabaseName: parent.name,
          TableType: t.TableType,
          IsRegisteredWithLakeFormation: t.IsRegisteredWithLakeFormation,
          Location: t.StorageDescriptor?.Location,
          classification: t.Parameters?.['classification'],
          has_encrypted_data: t.Parameters?.['has_encrypted_data'],
        })),
      )
    },
  },
  facets: {},
  edges: {
    'member-of': {
      to: 'AWS::Glue::Database',
      from: 'base',
      ref: ({ DatabaseName }, { arn }) => arn.replace(/:table\/.*$/s, `:database/${DatabaseName}`),
    },
    'stores-in': { to: 'AWS::S3::Bucket', from: 'base', ref: ({ Location }, item) => bucketArn(Location, item) },
  },
})

export default [database, table]
