// Amazon VPC: flow logs.
import { DescribeFlowLogsCommand, EC2Client, type FlowLog } from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn, formatArn, parseArn, partitionOf } from '../../src/graph/arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EC2::FlowLog': {
      /** No `DeliverLogsStatus`: nothing was delivered yet. No `TrafficType`: of a transit gateway. */
      base: Pick<FlowLog, 'DeliverLogsStatus' | 'TrafficType' | 'LogDestinationType' | 'LogDestination' | 'LogGroupName'> & {
        FlowLogStatus: string
        /** A VPC, subnet, network interface or transit gateway. */
        ResourceId: string
      }
      facets: {}
      edges: {
        'attached-to': 'AWS::EC2::VPC' | 'AWS::EC2::Subnet' | 'AWS::EC2::NetworkInterface'
        'logs-to': 'AWS::Logs::LogGroup' | 'AWS::S3::Bucket' | 'AWS::KinesisFirehose::DeliveryStream'
      }
    }
  }
}

const types: Readonly<Record<string, string>> = { vpc: 'vpc', subnet: 'subnet', eni: 'network-interface' }
const typeOf = (id: string): string | undefined => types[id.slice(0, id.indexOf('-'))]

/** A bucket without the prefix under which it keeps the logs, a log group without `:*`. */
const destinationOf = (arn: string): string => {
  const { service, resource } = parseArn(arn) ?? {}
  if (service === 's3') return arn.slice(0, arn.length - (resource?.length ?? 0)) + (resource?.split('/')[0] ?? '')
  return arn.replace(/:\*$/, '')
}

export const flowLog = defineCollector({
  kind: 'AWS::EC2::FlowLog',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeFlowLogs'],
    run: (client, at) =>
      pages(client, DescribeFlowLogsCommand, { MaxResults: 1000 }, (page) =>
        page.FlowLogs?.map((item) => ({
          arn: ec2Arn('vpc-flow-log', member(item.FlowLogId, 'FlowLogId'), at),
          name: member(item.FlowLogId, 'FlowLogId'),
          FlowLogStatus: member(item.FlowLogStatus, 'FlowLogStatus'),
          ResourceId: member(item.ResourceId, 'ResourceId'),
          DeliverLogsStatus: item.DeliverLogsStatus,
          TrafficType: item.TrafficType,
          LogDestinationType: item.LogDestinationType,
          LogDestination: item.LogDestination,
          LogGroupName: item.LogGroupName,
        })),
      ),
  },
  facets: {},
  edges: {
    'attached-to': {
      to: ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::NetworkInterface'],
      from: 'base',
      ref: ({ ResourceId }, item) => {
        const type = typeOf(ResourceId)
        return type && ec2Arn(type, ResourceId, item)
      },
    },
    'logs-to': {
      to: ['AWS::Logs::LogGroup', 'AWS::S3::Bucket', 'AWS::KinesisFirehose::DeliveryStream'],
      from: 'base',
      ref: ({ LogDestination, LogGroupName }, { account, region }) =>
        LogDestination === undefined
          ? LogGroupName &&
            formatArn({ partition: partitionOf(region), service: 'logs', region, account, resource: `log-group:${LogGroupName}` })
          : destinationOf(LogDestination),
    },
  },
})

export default [flowLog]
