// AWS KMS: rotation, deletion and use of keys.
import { defineCheck, fail, notApplicable, pass, type GraphView } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'

const developerGuide = 'https://docs.aws.amazon.com/kms/latest/developerguide'

/** The kinds whose use of a key is known. */
const users = { 'AWS::DynamoDB::Table': [], 'AWS::Lambda::Function': [], 'AWS::SQS::Queue': [] } as const

/** ARNs of what is encrypted with a key, as far as {@link users} go. */
const usersOf = (key: string, graph: GraphView<typeof users>): readonly string[] =>
  [
    ...graph.into(key, 'AWS::DynamoDB::Table', 'encrypted-with'),
    ...graph.into(key, 'AWS::Lambda::Function', 'encrypted-with'),
    ...graph.into(key, 'AWS::SQS::Queue', 'encrypted-with'),
  ]
    .map(({ arn }) => arn)
    .sort()

/** How many there are and the first few: evidence stays small however much a key protects. */
const usedBy = (arns: readonly string[]) => ({ uses: arns.length, usedBy: arns.slice(0, 5) })

export const keyRotation = defineCheck({
  id: 'kms-key-rotation',
  title: 'Customer managed keys rotate automatically',
  on: 'AWS::KMS::Key',
  needs: ['metadata', 'rotation'],
  threats: ['data-exfiltration'],
  mitigation: 'key-rotation',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'No latency and nothing to change in applications; the first two rotations each add to the monthly charge of the key.',
  },
  why: 'The longer the same key material is in use, the more data it protects, and the more is readable at once should the material ever become known.',
  fix: {
    cli: 'aws kms enable-key-rotation --key-id <key-id>',
    terraform: `resource "aws_kms_key" "<key>" {
  enable_key_rotation = true
}`,
  },
  refs: { fsbp: ['KMS.4'], cis: ['v3.0:3.6', 'v5.0:3.6', 'v7.0:4.6'], docs: [`${developerGuide}/rotate-keys.html`] },
  test: (key) => {
    const { KeyManager, KeySpec, Origin, KeyState } = key.metadata
    const rotates = KeyManager === 'CUSTOMER' && KeySpec === 'SYMMETRIC_DEFAULT' && Origin === 'AWS_KMS' && KeyState === 'Enabled'
    if (!rotates || key.rotation === null) return notApplicable({ KeyManager, KeySpec, Origin, KeyState })
    const { KeyRotationEnabled, RotationPeriodInDays = null } = key.rotation
    return KeyRotationEnabled ? pass({ KeyRotationEnabled, RotationPeriodInDays }) : fail({ KeyRotationEnabled })
  },
})

export const keyPendingDeletion = defineCheck({
  id: 'kms-key-pending-deletion',
  title: 'No key that protects data is scheduled for deletion',
  on: 'AWS::KMS::Key',
  needs: ['metadata'],
  reads: users,
  threats: ['denial-of-service', 'detection-and-recovery'],
  mitigation: 'deletion-protection',
  likelihood: 4,
  impact: 5,
  cost: {
    level: 1,
    note: 'A key that is kept costs its fixed monthly charge. Disabling it instead of deleting it can be undone at any time.',
  },
  why: 'When the waiting period ends, everything that was ever encrypted with the key is lost for good, backups included. Nobody can bring it back, AWS neither.',
  fix: {
    cli: `aws kms cancel-key-deletion --key-id <key-id>
aws kms enable-key --key-id <key-id>`,
    terraform: `resource "aws_kms_key" "<key>" {
  deletion_window_in_days = 30
  lifecycle {
    prevent_destroy = true
  }
}`,
  },
  refs: { fsbp: ['KMS.3'], docs: [`${developerGuide}/deleting-keys.html`] },
  test: (key, { graph }) => {
    const { KeyManager, KeyState, DeletionDate } = key.metadata
    if (KeyManager !== 'CUSTOMER') return notApplicable({ KeyManager })
    if (KeyState !== 'PendingDeletion' && KeyState !== 'PendingReplicaDeletion') return pass({ KeyState })
    // What uses the key says how urgent it is, not whether it is so.
    const uses = graph.ifKnown(() => usersOf(key.arn, graph))
    return fail({ KeyState, DeletionDate: DeletionDate?.toISOString() ?? null, ...(uses ? usedBy(uses) : { uses: null }) })
  },
})

export const keyEnabledInUse = defineCheck({
  id: 'kms-key-enabled-in-use',
  title: 'Keys that something is encrypted with are enabled',
  on: 'AWS::KMS::Key',
  needs: ['metadata'],
  reads: users,
  threats: ['denial-of-service'],
  mitigation: 'key-management',
  likelihood: 1,
  impact: 5,
  cost: { level: 0, note: 'Enabled or disabled, a key costs the same.' },
  why: 'What is encrypted with a key that is disabled cannot be read or written: tables become inaccessible, messages stay in their queues, functions do not start.',
  fix: {
    cli: 'aws kms enable-key --key-id <key-id>',
    terraform: `resource "aws_kms_key" "<key>" {
  is_enabled = true
}`,
  },
  refs: { docs: [`${developerGuide}/enabling-keys.html`, `${developerGuide}/key-state.html`] },
  test: (key, { graph }) => {
    const { KeyManager, KeyState } = key.metadata
    if (KeyManager !== 'CUSTOMER') return notApplicable({ KeyManager })
    if (KeyState === 'Enabled') return pass({ KeyState })
    // Deletion has a check of its own; a key that is being made or changed is on its way to another state.
    if (KeyState !== 'Disabled' && KeyState !== 'Unavailable' && KeyState !== 'PendingImport') return notApplicable({ KeyState })
    const uses = usersOf(key.arn, graph)
    return uses.length > 0 ? fail({ KeyState, ...usedBy(uses) }) : notApplicable({ KeyState, uses: 0 })
  },
})

/** Keys that AWS manages for a service whose stores are read, by their alias. */
const serviceAliases: ReadonlySet<string> = new Set(['alias/aws/dynamodb', 'alias/aws/sqs'])

export const defaultKeyInUse = defineCheck({
  id: 'kms-aws-managed-key-in-use',
  title: 'Critical data does not rest on the default key of a service',
  on: 'AWS::KMS::Key',
  needs: ['metadata'],
  reads: { 'AWS::KMS::Alias': [], 'AWS::DynamoDB::Table': ['tags'], 'AWS::SQS::Queue': ['tags'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 1,
  impact: 4,
  cost: { level: 1, note: 'A customer managed key has a fixed monthly charge, and its requests are charged too.' },
  why: 'The policy of a key that AWS manages cannot be changed: whoever may read the store can read what is in it, and access cannot be withdrawn at the key or shared with another account.',
  fix: {
    cli: `aws kms create-key --description <purpose>
# then, for the resources in the evidence:
aws dynamodb update-table --table-name <table> --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=<key-arn>
aws sqs set-queue-attributes --queue-url <queue-url> --attributes KmsMasterKeyId=<key-arn>`,
    terraform: `resource "aws_kms_key" "<key>" {
  enable_key_rotation = true
}`,
  },
  refs: { docs: [`${developerGuide}/concepts.html`] },
  test: (key, { graph, ...settings }) => {
    const { KeyManager } = key.metadata
    if (KeyManager !== 'AWS') return notApplicable({ KeyManager })
    const alias = graph.into(key.arn, 'AWS::KMS::Alias', 'alias-of').find(({ name }) => serviceAliases.has(name))
    if (!alias) return notApplicable({ KeyManager })
    const stores = [
      ...graph.into(key.arn, 'AWS::DynamoDB::Table', 'encrypted-with'),
      ...graph.into(key.arn, 'AWS::SQS::Queue', 'encrypted-with'),
    ]
      .filter(({ tags }) => sensitiveClassOf(tags, settings) !== undefined)
      .map(({ arn }) => arn)
      .sort()
    return stores.length > 0 ? fail({ alias: alias.name, ...usedBy(stores) }) : pass({ alias: alias.name })
  },
})
