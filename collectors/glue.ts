// AWS Glue: databases of the data catalog.
import { GetDatabasesCommand, GlueClient } from '@aws-sdk/client-glue'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Glue::Database': { base: object; facets: {}; edges: {} }
  }
}

export const database = defineCollector({
  kind: 'AWS::Glue::Database',
  client: GlueClient,
  list: {
    calls: ['glue:GetDatabases'],
    run: (client, at) =>
      pages(client, GetDatabasesCommand, { MaxResults: 100 }, (page) =>
        page.DatabaseList?.map((item) => ({
          arn: at.arn('glue', `database/${member(item.Name, 'Name')}`),
          name: member(item.Name, 'Name'),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [database]
