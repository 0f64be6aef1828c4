// AWS Secrets Manager: secrets, never their values.
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::SecretsManager::Secret': { base: object; facets: {}; edges: {} }
  }
}

export const secret = defineCollector({
  kind: 'AWS::SecretsManager::Secret',
  client: SecretsManagerClient,
  list: {
    calls: ['secretsmanager:ListSecrets'],
    run: (client) =>
      pages(client, ListSecretsCommand, { MaxResults: 100 }, (page) =>
        page.SecretList?.map((item) => ({ arn: member(item.ARN, 'ARN'), name: member(item.Name, 'Name') })),
      ),
  },
  facets: {},
  edges: {},
})

export default [secret]
