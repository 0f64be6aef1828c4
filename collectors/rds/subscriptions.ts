// Amazon RDS: who is told of events.
import { DescribeEventSubscriptionsCommand, RDSClient } from '@aws-sdk/client-rds'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { rdsArn } from './shape.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::RDS::EventSubscription': {
      base: {
        Enabled: boolean
        /** `active`; `no-permission` and `topic-not-exist` where nobody is told of anything. */
        Status: string
        SnsTopicArn: string
        /** `db-instance`, `db-cluster`, …; undefined where events of every kind of source are told of. */
        SourceType: string | undefined
        /** Names; empty where all of the type are meant. */
        SourceIdsList: readonly string[]
        /** Empty where all are meant. */
        EventCategoriesList: readonly string[]
      }
      facets: {}
      edges: { 'delivers-to': 'AWS::SNS::Topic'; monitors: 'AWS::RDS::DBInstance' | 'AWS::RDS::DBCluster' }
    }
  }
}

const types = { 'db-instance': 'db', 'db-cluster': 'cluster' } as const
const isDatabase = (type: string | undefined): type is keyof typeof types => type !== undefined && Object.hasOwn(types, type)

export default defineCollector({
  kind: 'AWS::RDS::EventSubscription',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeEventSubscriptions'],
    run: (rds) =>
      pages(rds, DescribeEventSubscriptionsCommand, { MaxRecords: 100 }, (page) =>
        page.EventSubscriptionsList?.map((one) => ({
          arn: member(one.EventSubscriptionArn, 'EventSubscriptionArn'),
          name: member(one.CustSubscriptionId, 'CustSubscriptionId'),
          Enabled: member(one.Enabled, 'Enabled'),
          Status: member(one.Status, 'Status'),
          SnsTopicArn: member(one.SnsTopicArn, 'SnsTopicArn'),
          SourceType: one.SourceType,
          // AWS leaves both lists out where they were not given: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html
          SourceIdsList: one.SourceIdsList ?? [],
          EventCategoriesList: one.EventCategoriesList ?? [],
        })),
      ),
  },
  facets: {},
  edges: {
    'delivers-to': { to: 'AWS::SNS::Topic', from: 'base', ref: ({ SnsTopicArn }) => SnsTopicArn },
    monitors: {
      to: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
      from: 'base',
      ref: ({ SourceType, SourceIdsList }, item) =>
        isDatabase(SourceType) ? SourceIdsList.map((name) => rdsArn(types[SourceType], name, item)) : [],
    },
  },
})
