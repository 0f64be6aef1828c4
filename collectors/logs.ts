// Amazon CloudWatch Logs: log groups.
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Logs::LogGroup': { base: object; facets: {}; edges: {} }
  }
}

export const logGroup = defineCollector({
  kind: 'AWS::Logs::LogGroup',
  client: CloudWatchLogsClient,
  list: {
    calls: ['logs:DescribeLogGroups'],
    run: (client) =>
      pages(client, DescribeLogGroupsCommand, { limit: 50 }, (page) =>
        page.logGroups?.map((item) => ({ arn: member(item.logGroupArn, 'logGroupArn'), name: member(item.logGroupName, 'logGroupName') })),
      ),
  },
  facets: {},
  edges: {},
})

export default [logGroup]
