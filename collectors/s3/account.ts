// Amazon S3: what block public access says for the whole account.
import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import { defineCollector } from '../../src/collect/collector.ts'
import { blockOf, type PublicAccessBlock } from './public-access-block.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** One for each account, whether it is set or not. */
    'AWS::S3::AccountPublicAccessBlock': {
      base: {}
      /** `null` where nobody ever set it. */
      facets: { publicAccessBlock: PublicAccessBlock | null }
      edges: {}
    }
  }
}

export default defineCollector({
  kind: 'AWS::S3::AccountPublicAccessBlock',
  client: S3ControlClient,
  scope: 'global',
  list: {
    calls: [],
    // oxlint-disable-next-line typescript/require-await -- nothing has to be asked to know that there is one
    async *run(_s3, at) {
      yield { arn: at.arn('s3', 'account-public-access-block', ''), name: at.account }
    },
  },
  facets: {
    publicAccessBlock: {
      calls: ['s3-control:GetPublicAccessBlock'],
      read: async (s3, _item, at) =>
        blockOf((await s3.send(new GetPublicAccessBlockCommand({ AccountId: at.account }))).PublicAccessBlockConfiguration),
      absent: ['NoSuchPublicAccessBlockConfiguration'],
    },
  },
  edges: {},
})
