// Amazon EKS: clusters.
import { EKSClient, ListClustersCommand } from '@aws-sdk/client-eks'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::EKS::Cluster': { base: object; facets: {}; edges: {} }
  }
}

export const cluster = defineCollector({
  kind: 'AWS::EKS::Cluster',
  client: EKSClient,
  list: {
    calls: ['eks:ListClusters'],
    run: (client, at) =>
      pages(client, ListClustersCommand, { maxResults: 100 }, (page) =>
        page.clusters?.map((item) => ({ arn: at.arn('eks', `cluster/${item}`), name: item })),
      ),
  },
  facets: {},
  edges: {},
})

export default [cluster]
