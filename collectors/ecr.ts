// Amazon ECR: repositories.
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ECR::Repository': { base: object; facets: {}; edges: {} }
  }
}

export const repository = defineCollector({
  kind: 'AWS::ECR::Repository',
  client: ECRClient,
  list: {
    calls: ['ecr:DescribeRepositories'],
    run: (client) =>
      pages(client, DescribeRepositoriesCommand, { maxResults: 1000 }, (page) =>
        page.repositories?.map((item) => ({
          arn: member(item.repositoryArn, 'repositoryArn'),
          name: member(item.repositoryName, 'repositoryName'),
        })),
      ),
  },
  facets: {},
  edges: {},
})

export default [repository]
