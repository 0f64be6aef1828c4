// Amazon EC2: instances.
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::Instance': { base: object; facets: {}; edges: {} }
  }
}

export const instance = defineCollector({
  kind: 'AWS::EC2::Instance',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeInstances'],
    run: (client, at) =>
      pages(client, DescribeInstancesCommand, { MaxResults: 1000 }, (page) =>
        page.Reservations?.flatMap(({ Instances = [] }) => Instances)?.map((item) => ({
          arn: at.arn('ec2', `instance/${member(item.InstanceId, 'InstanceId')}`),
          name: member(item.InstanceId, 'InstanceId'),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [instance]
