// Amazon RDS: database instances.
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::RDS::DBInstance': { base: object; facets: {}; edges: {} }
  }
}

export const instance = defineCollector({
  kind: 'AWS::RDS::DBInstance',
  client: RDSClient,
  list: {
    calls: ['rds:DescribeDBInstances'],
    run: (client) =>
      pages(client, DescribeDBInstancesCommand, { MaxRecords: 100 }, (page) =>
        page.DBInstances?.map((item) => ({
          arn: member(item.DBInstanceArn, 'DBInstanceArn'),
          name: member(item.DBInstanceIdentifier, 'DBInstanceIdentifier'),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [instance]
