// What the checks on snapshots decide.
import { snapshotEncrypted, snapshotPublic, snapshotSharedUntrusted } from '../../../checks/rds/snapshots.ts'
import { account, foreignAccount } from '../../support/nodes.ts'
import { cluster, clusterSnapshot, instance, snapshot } from '../../support/rds.ts'
import { given, verify } from '../../support/verify.ts'

verify(snapshotPublic, {
  pass: [
    given(snapshot('private', 'orders'), { evidence: { accounts: 0 } }),
    given(snapshot('shared', 'orders', [foreignAccount]), { evidence: { accounts: 1 } }),
    clusterSnapshot('private cluster', 'carts'),
  ],
  fail: [
    given(snapshot('public', 'orders', ['all']), { evidence: { restore: 'all' } }),
    snapshot('public and shared', 'orders', [foreignAccount, 'all']),
    clusterSnapshot('public cluster', 'carts', ['all']),
  ],
  notApplicable: [
    given(snapshot('rds:orders', 'orders', null, { SnapshotType: 'automated' }), { evidence: { SnapshotType: 'automated' } }),
  ],
})

verify(snapshotSharedUntrusted, {
  pass: [
    given(snapshot('private', 'orders'), { evidence: { restore: [] } }),
    given(snapshot('trusted', 'orders', [foreignAccount, account]), {
      settings: { trustedAccounts: [foreignAccount] },
      evidence: { restore: [account, foreignAccount] },
    }),
  ],
  fail: [
    given(snapshot('foreign', 'orders', [foreignAccount]), { evidence: { restore: [foreignAccount] } }),
    given(snapshot('one of two', 'orders', [foreignAccount, '333333333333']), {
      settings: { trustedAccounts: [foreignAccount] },
      evidence: { restore: ['333333333333'] },
    }),
    snapshot('public', 'orders', ['all']),
    clusterSnapshot('foreign cluster', 'carts', [foreignAccount]),
  ],
  notApplicable: [snapshot('rds:orders', 'orders', null, { SnapshotType: 'automated' })],
})

const plain = { Encrypted: false } as const
const automated = { Encrypted: false, SnapshotType: 'automated' } as const

verify(snapshotEncrypted, {
  pass: [
    given(snapshot('encrypted', 'orders', [], { KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/own' }), {
      evidence: { Encrypted: true, KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/own' },
    }),
    clusterSnapshot('encrypted cluster', 'carts'),
  ],
  fail: [
    given(snapshot('plain', 'orders', [], plain), {
      with: [instance('orders')],
      evidence: { Encrypted: false, SnapshotType: 'manual' },
    }),
    given(snapshot('rds:orders', 'orders', null, automated), { title: 'kept after its database' }),
    clusterSnapshot('plain cluster', 'carts', [], plain),
    given(snapshot('rds:orders', 'orders', null, automated), { with: [instance('bills')], title: 'of another database' }),
  ],
  notApplicable: [
    given(snapshot('rds:orders', 'orders', null, automated), { with: [instance('orders')], title: 'while its database has the finding' }),
    given(clusterSnapshot('rds:carts', 'carts', null, automated), { with: [cluster('carts')], title: 'while its cluster has the finding' }),
  ],
  unknown: [
    snapshot('not told', 'orders', [], { Encrypted: undefined }),
    clusterSnapshot('not told cluster', 'carts', [], { Encrypted: undefined }),
  ],
})
