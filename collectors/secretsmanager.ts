// AWS Secrets Manager: secrets, never their values.
import { GetResourcePolicyCommand, ListSecretsCommand, SecretsManagerClient, type SecretListEntry } from '@aws-sdk/client-secrets-manager'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { keyArn } from '../src/graph/arn.ts'
import type { PolicyText } from '../src/iam/policy.ts'

type Entry = Pick<
  SecretListEntry,
  // Of the service that manages the secret, and of the region that a replica comes from.
  | 'OwningService'
  | 'PrimaryRegion'
  | 'LastChangedDate'
  /** To the day. Never before the secret was first read in this region. */
  | 'LastAccessedDate'
  /** When a rotation was last completed; never before the first. */
  | 'LastRotatedDate'
  | 'NextRotationDate'
  | 'RotationLambdaARN'
  /** Undefined for AWS's own key aws/secretsmanager. */
  | 'KmsKeyId'
>

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::SecretsManager::Secret': {
      base: Entry & {
        RotationEnabled: boolean
        /** What the schedule comes to, worked out anew after each rotation. */
        AutomaticallyAfterDays: number | undefined
        CreatedDate: Date
        Tags: Record<string, string>
      }
      facets: { policy: PolicyText | null; tags: Record<string, string> }
      edges: { 'encrypted-with': 'AWS::KMS::Key'; 'rotated-by': 'AWS::Lambda::Function' }
    }
  }
}

export default defineCollector({
  kind: 'AWS::SecretsManager::Secret',
  client: SecretsManagerClient,
  list: {
    calls: ['secretsmanager:ListSecrets'],
    run: (secrets) =>
      pages(secrets, ListSecretsCommand, { MaxResults: 100 }, (page) =>
        page.SecretList?.map((s) => ({
          arn: member(s.ARN, 'ARN'),
          name: member(s.Name, 'Name'),
          // Left out where nobody ever set up rotation: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretListEntry.html
          RotationEnabled: s.RotationEnabled ?? false,
          AutomaticallyAfterDays: s.RotationRules?.AutomaticallyAfterDays,
          CreatedDate: member(s.CreatedDate, 'CreatedDate'),
          OwningService: s.OwningService,
          PrimaryRegion: s.PrimaryRegion,
          LastChangedDate: s.LastChangedDate,
          LastAccessedDate: s.LastAccessedDate,
          LastRotatedDate: s.LastRotatedDate,
          NextRotationDate: s.NextRotationDate,
          RotationLambdaARN: s.RotationLambdaARN,
          KmsKeyId: s.KmsKeyId,
          Tags: Object.fromEntries((s.Tags ?? []).map(({ Key, Value }) => [member(Key, 'Key'), Value ?? ''])),
        })),
      ),
  },
  facets: {
    policy: {
      calls: ['secretsmanager:GetResourcePolicy'],
      async read(secrets, { arn }) {
        const { ARN, ResourcePolicy } = await secrets.send(new GetResourcePolicyCommand({ SecretId: arn }))
        if (ARN !== arn) throw new TypeError('the answer is about another secret')
        // Left out where there is none: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html
        return ResourcePolicy ?? null
      },
    },
    // Drawn from the listing: for checks that ask of the tags of every kind of store.
    tags: { calls: ['secretsmanager:ListSecrets'], read: (_secrets, { Tags }) => Promise.resolve(Tags) },
  },
  edges: {
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KmsKeyId }, item) => keyArn(KmsKeyId, item) },
    'rotated-by': { to: 'AWS::Lambda::Function', from: 'base', ref: ({ RotationLambdaARN }) => RotationLambdaARN },
  },
  gone: ['ResourceNotFoundException'],
})
