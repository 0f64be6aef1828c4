// The secrets of the reference account.
import { CreateSecretCommand, DeleteSecretCommand, PutResourcePolicyCommand } from '@aws-sdk/client-secrets-manager'
import { account, allow, arnOf, foreignAccount, home, pilot, policy, roleArn, tags, type Ground, type Statement } from './ground.ts'
import type { Reference } from './reference.ts'

/** In days; moto knows none of these, the overlay tells them. */
interface Ages {
  readonly created: number
  /** Undefined where nobody ever read it. */
  readonly read?: number
  readonly rotation?: { readonly every: number; readonly last?: number; readonly by: string }
}

export interface Secret extends Ages {
  readonly name: string
  readonly region?: string
  /** Alias of a key. */
  readonly key?: string
  readonly owningService?: string
  readonly statements?: readonly Statement[]
  readonly tags?: Record<string, string>
}

const read = 'secretsmanager:GetSecretValue'

export const secrets: readonly Secret[] = [
  {
    name: 'shop/database',
    created: 400,
    read: 0,
    key: 'orders',
    rotation: { every: 30, last: 12, by: 'rotate-database-secret' },
    statements: [allow(read, '*', { Sid: 'Services', Principal: { AWS: roleArn('orders-worker') } })],
    tags: tags('orders', 'confidential'),
  },
  // Set up to rotate; the function was deleted in spring, and nobody noticed.
  {
    name: 'payments/processor',
    created: 500,
    read: 0,
    rotation: { every: 30, last: 230, by: 'rotate-processor-key' },
    statements: [allow(read, '*', { Sid: 'Processor', Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` } })],
    tags: tags('payments', 'restricted'),
  },
  { name: 'shipping/api-key', created: 640, read: 1, tags: tags('orders', 'internal') },
  { name: 'newsletter/smtp', created: 45, read: 3, tags: tags('web', 'internal') },
  { name: 'legacy-ftp', created: 900, read: 320, tags: { owner: 'partners' } },
  { name: 'events!connection/status-page/3f1c', created: 60, read: 1, owningService: 'events' },
  { name: 'pilot/token', region: pilot, created: 700 },
]

/** What refunds need, in a hurry. */
export const weekTwoSecret: Secret = { name: 'refunds/processor', created: 3, read: 0, tags: tags('payments', 'restricted') }

export const createSecret = async (ground: Ground, secret: Secret, keys: Reference['keys']): Promise<void> => {
  const { secrets: client } = ground.in(secret.region ?? home)
  await client.send(
    new CreateSecretCommand({
      Name: secret.name,
      SecretString: 'not a real secret',
      // The id of the version, which is otherwise another one each time.
      ClientRequestToken: `${secret.name.replaceAll(/\W/g, '-')}-first-version-of-the-secret`.slice(0, 64),
      ...(secret.key !== undefined && { KmsKeyId: arnOf('kms', `key/${keys.get(secret.key) ?? ''}`) }),
      ...(secret.tags && { Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })) }),
    }),
  )
  if (secret.statements)
    await client.send(new PutResourcePolicyCommand({ SecretId: secret.name, ResourcePolicy: policy(...secret.statements) }))
}

export const buildSecrets = async (ground: Ground, { keys }: Pick<Reference, 'keys'>): Promise<void> => {
  for (const secret of secrets) await createSecret(ground, secret, keys)
}

/** The FTP server is gone, and what opened it; the processor gets no more than it needs. */
export const weekTwoSecrets = async (ground: Ground, { keys }: Pick<Reference, 'keys'>): Promise<void> => {
  const { secrets: client } = ground.in(home)
  await client.send(new DeleteSecretCommand({ SecretId: 'legacy-ftp', RecoveryWindowInDays: 30 }))
  await client.send(
    new PutResourcePolicyCommand({
      SecretId: 'payments/processor',
      ResourcePolicy: policy(allow(read, '*', { Sid: 'Services', Principal: { AWS: `arn:aws:iam::${account}:role/payments-worker` } })),
    }),
  )
  await createSecret(ground, weekTwoSecret, keys)
}
