// AWS KMS: rotation, deletion and use of keys.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import { keyUserKinds, keyUserReads, storeKinds, storeReads, usersOf } from '../../src/check/stores.ts'

const developerGuide = 'https://docs.aws.amazon.com/kms/latest/developerguide'

/** How many there are and the first few: evidence stays small however much a key protects. */
const usedBy = ({ arns, whole }: ReturnType<typeof usersOf>) => ({
  uses: arns.length,
  usedBy: arns.slice(0, 5),
  ...(whole ? {} : { notEverythingWasRead: true }),
})

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
  reads: keyUserReads,
  walks: ['encrypted-with'],
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
    return fail({ KeyState, DeletionDate: DeletionDate?.toISOString() ?? null, ...usedBy(usersOf(key.arn, graph)) })
  },
})

export const keyEnabledInUse = defineCheck({
  id: 'kms-key-enabled-in-use',
  title: 'Keys that something is encrypted with are enabled',
  on: 'AWS::KMS::Key',
  needs: ['metadata'],
  reads: keyUserReads,
  walks: ['encrypted-with'],
  threats: ['denial-of-service'],
  mitigation: 'key-management',
  likelihood: 1,
  impact: 5,
  cost: { level: 0, note: 'Enabled or disabled, a key costs the same.' },
  why: 'What is encrypted with a key that is disabled cannot be read or written: tables become inaccessible, objects and messages cannot be fetched, databases stop, functions do not start.',
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
    const users = usersOf(key.arn, graph)
    if (users.arns.length > 0) return fail({ KeyState, ...usedBy(users) })
    // Ends with `unknown` where something that was not read may use it.
    for (const kind of keyUserKinds) graph.into(key.arn, kind, 'encrypted-with')
    return notApplicable({ KeyState, uses: 0 })
  },
})

export const defaultKeyInUse = defineCheck({
  id: 'kms-aws-managed-key-in-use',
  title: 'Critical data does not rest on the default key of a service',
  on: 'AWS::KMS::Key',
  needs: ['metadata'],
  reads: { ...storeReads, 'AWS::KMS::Alias': [] },
  walks: ['encrypted-with', 'alias-of'],
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
aws s3api put-bucket-encryption --bucket <bucket> --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"<key-arn>"},"BucketKeyEnabled":true}]}'
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
    const storesOf = (kind: (typeof storeKinds)[number]) =>
      graph.into(key.arn, kind, 'encrypted-with').map(({ arn, tags }) => ({ arn, dataClass: sensitiveClassOf(tags, settings) }))
    const alias = graph.ifKnown(() => graph.into(key.arn, 'AWS::KMS::Alias', 'alias-of').map(({ name }) => name))?.toSorted()[0] ?? null
    // One is enough, also where other kinds could not be read.
    const known = storeKinds.flatMap((kind) => graph.ifKnown(() => storesOf(kind)) ?? [])
    const sensitive = known.filter(({ dataClass }) => dataClass !== undefined).map(({ arn }) => arn)
    if (sensitive.length > 0) return fail({ alias, ...usedBy({ arns: sensitive.sort(), whole: true }) })
    const stores = storeKinds.flatMap(storesOf).length
    return stores > 0 ? pass({ alias, stores }) : notApplicable({ KeyManager, stores })
  },
})
