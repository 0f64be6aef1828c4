// AWS Lambda: versions of the account's own layers.
import { GetLayerVersionPolicyCommand, LambdaClient, ListLayersCommand, ListLayerVersionsCommand } from '@aws-sdk/client-lambda'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import type { PolicyText } from '../../src/iam/policy.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Lambda::LayerVersion': {
      base: { LayerName: string; Version: number }
      facets: { policy: PolicyText | null }
      edges: {}
    }
  }
}

export default defineCollector({
  kind: 'AWS::Lambda::LayerVersion',
  client: LambdaClient,
  list: {
    calls: ['lambda:ListLayers', 'lambda:ListLayerVersions'],
    async *run(lambda) {
      const layers = pages(lambda, ListLayersCommand, { MaxItems: 50 }, (page) => page.Layers)
      for await (const layer of layers) {
        const LayerName = member(layer.LayerName, 'LayerName')
        yield* pages(lambda, ListLayerVersionsCommand, { LayerName, MaxItems: 50 }, (page) =>
          page.LayerVersions?.map(({ LayerVersionArn, Version }) => ({
            arn: member(LayerVersionArn, 'LayerVersionArn'),
            name: `${LayerName}:${member(Version, 'Version')}`,
            LayerName,
            Version: member(Version, 'Version'),
          })),
        )
      }
    },
  },
  facets: {
    policy: {
      calls: ['lambda:GetLayerVersionPolicy'],
      read: async (lambda, { LayerName, Version }) =>
        member((await lambda.send(new GetLayerVersionPolicyCommand({ LayerName, VersionNumber: Version }))).Policy, 'Policy'),
      absent: ['ResourceNotFoundException'],
    },
  },
  edges: {},
  gone: ['ResourceNotFoundException'],
})
