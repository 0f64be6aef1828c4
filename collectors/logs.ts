// Amazon CloudWatch Logs: log groups.
import { CloudWatchLogsClient, DescribeLogGroupsCommand, type LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { keyArn } from '../src/graph/arn.ts'
import { tags } from './tagging.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Logs::LogGroup': {
      /** Without `retentionInDays` events never expire; without `kmsKeyId` they are encrypted with a key of CloudWatch Logs itself. */
      base: Pick<LogGroup, 'retentionInDays' | 'kmsKeyId'>
      facets: { tags: Record<string, string> }
      edges: { 'encrypted-with': 'AWS::KMS::Key' }
    }
  }
}

export const logGroup = defineCollector({
  kind: 'AWS::Logs::LogGroup',
  client: CloudWatchLogsClient,
  list: {
    calls: ['logs:DescribeLogGroups'],
    run: (logs) =>
      pages(logs, DescribeLogGroupsCommand, { limit: 50 }, (page) =>
        page.logGroups?.map(({ logGroupArn, logGroupName, retentionInDays, kmsKeyId }) => ({
          arn: member(logGroupArn, 'logGroupArn'),
          name: member(logGroupName, 'logGroupName'),
          retentionInDays,
          kmsKeyId,
        })),
      ),
  },
  facets: { tags },
  edges: { 'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ kmsKeyId }, group) => keyArn(kmsKeyId, group) } },
})

export default [logGroup]
