// Amazon S3: buckets.
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::S3::Bucket': { base: object; facets: {}; edges: {} }
  }
}

export const bucket = defineCollector({
  kind: 'AWS::S3::Bucket',
  client: S3Client,
  scope: 'global',
  list: {
    calls: ['s3:ListBuckets'],
    run: (client, at) =>
      pages(client, ListBucketsCommand, { MaxBuckets: 1000 }, (page) =>
        page.Buckets?.map((item) => ({ arn: `arn:${at.partition}:s3:::${member(item.Name, 'Name')}`, name: member(item.Name, 'Name') })),
      ),
  },
  facets: {},
  edges: {},
})

export default [bucket]
