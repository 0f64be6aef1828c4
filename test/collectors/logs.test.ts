// Log groups, read through the real runner.
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import { logGroup } from '../../collectors/logs.ts'
import { account, region } from '../support/nodes.ts'
import { collectorSuite, listing, on } from '../support/collector-suite.ts'

const arn = (name: string): string => `arn:aws:logs:${region}:${account}:log-group:${name}`
const key = `arn:aws:kms:${region}:${account}:key/logs`
const group = (logGroupName: string, more: object = {}) => ({
  logGroupName,
  logGroupArn: arn(logGroupName),
  arn: `${arn(logGroupName)}:*`,
  storedBytes: 7,
  ...more,
})

collectorSuite(logGroup, {
  listing: listing(DescribeLogGroupsCommand, {
    token: ['nextToken', 'nextToken'],
    pages: [{ logGroups: [group('/aws/lambda/orders', { retentionInDays: 30, kmsKeyId: key })] }, { logGroups: [group('/shop/audit')] }],
    empty: { logGroups: [] },
  }),
  answers: [
    on(GetResourcesCommand, { ResourceTagMappingList: [{ ResourceARN: arn('/shop/audit'), Tags: [{ Key: 'owner', Value: 'shop' }] }] }),
  ],
  resources: {
    '/aws/lambda/orders': { base: { retentionInDays: 30, kmsKeyId: key }, facets: { tags: {} }, edges: { 'encrypted-with': [key] } },
    '/shop/audit': {
      base: { retentionInDays: undefined, kmsKeyId: undefined },
      facets: { tags: { owner: 'shop' } },
      edges: { 'encrypted-with': [] },
    },
  },
})
