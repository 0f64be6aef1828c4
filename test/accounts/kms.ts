// The keys of the reference account.
import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  EnableKeyRotationCommand,
  ScheduleKeyDeletionCommand,
  type CreateKeyCommandInput,
  type GrantOperation,
} from '@aws-sdk/client-kms'
import { account, allow, foreignAccount, policy, home, type Ground, type Statement } from './ground.ts'

interface Key {
  readonly alias?: string
  readonly description: string
  readonly rotation?: true
  readonly statements?: readonly Statement[]
  readonly grant?: { readonly to: string; readonly operations: readonly GrantOperation[] }
  readonly spec?: Pick<CreateKeyCommandInput, 'KeySpec' | 'KeyUsage'>
  /** Scheduled for deletion so many days ahead. */
  readonly deleted?: number
  readonly owner: string
}

/** What the console writes: the account decides by IAM policies. */
const own = allow('kms:*', '*', { Sid: 'Enable IAM policies', Principal: { AWS: `arn:aws:iam::${account}:root` } })
const using = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey']

export const keys: readonly Key[] = [
  { alias: 'orders', description: 'Orders: table and queues', rotation: true, owner: 'orders' },
  {
    alias: 'payments',
    description: 'Payments: table',
    rotation: true,
    owner: 'payments',
    // A processor's account, never entered as trusted.
    statements: [allow(using, '*', { Sid: 'Processor', Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` } })],
  },
  { alias: 'exports', description: 'Nightly exports', owner: 'analytics' },
  {
    alias: 'partner-share',
    description: 'Files handed to partners',
    owner: 'partners',
    statements: [allow('kms:Decrypt', '*', { Sid: 'Everyone', Principal: '*' })],
  },
  {
    alias: 'analytics',
    description: 'Queries of the data team',
    rotation: true,
    owner: 'analytics',
    statements: [
      allow(using, '*', { Sid: 'Own account', Principal: { AWS: '*' }, Condition: { StringEquals: { 'kms:CallerAccount': account } } }),
    ],
  },
  {
    alias: 'customers',
    description: 'Customer records',
    rotation: true,
    owner: 'customers',
    grant: { to: `arn:aws:iam::${foreignAccount}:role/enrichment`, operations: ['Decrypt', 'DescribeKey'] },
  },
  {
    alias: 'webhook-signing',
    description: 'Signs what is sent to partners',
    owner: 'partners',
    spec: { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' },
  },
  { alias: 'archive', description: 'Archive of 2023, thought to be empty', rotation: true, owner: 'orders', deleted: 21 },
  { description: 'Trial by the search team', owner: 'search' },
]

/** Makes one key; returns its id. */
export const createKey = async (ground: Ground, region: string, key: Key): Promise<string> => {
  const { kms } = ground.in(region)
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Description: key.description,
      Policy: policy(own, ...(key.statements ?? [])),
      Tags: [{ TagKey: 'owner', TagValue: key.owner }],
      ...key.spec,
    }),
  )
  const KeyId = KeyMetadata?.KeyId
  if (!KeyId) throw new Error(`no id for key ${key.description}`)
  if (key.alias) await kms.send(new CreateAliasCommand({ AliasName: `alias/${key.alias}`, TargetKeyId: KeyId }))
  if (key.rotation) await kms.send(new EnableKeyRotationCommand({ KeyId }))
  if (key.grant) {
    await kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal: key.grant.to, Operations: [...key.grant.operations] }))
  }
  return KeyId
}

/** All keys; their ids by alias, or by description where they have none. Those that wait for deletion are still in use until {@link scheduleDeletions}. */
export const buildKeys = async (ground: Ground): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>()
  for (const key of keys) {
    const id = await createKey(ground, home, key)
    ids.set(key.alias ?? key.description, id)
  }
  return ids
}

/** After everything that uses the keys was made: services refuse a key that waits for deletion. */
export const scheduleDeletions = async (ground: Ground, ids: ReadonlyMap<string, string>): Promise<void> => {
  for (const { alias, deleted } of keys) {
    if (alias && deleted) {
      await ground.in(home).kms.send(new ScheduleKeyDeletionCommand({ KeyId: ids.get(alias), PendingWindowInDays: deleted }))
    }
  }
}
