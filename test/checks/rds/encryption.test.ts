// What the checks on encryption of databases decide.
import { storageCustomerKey, storageEncryption } from '../../../checks/rds/encryption.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import { cluster, instance, member } from '../../support/rds.ts'
import { given, verify } from '../../support/verify.ts'

const keyArn = (id: string, owner = account): string => `arn:aws:kms:${region}:${owner}:key/${id}`

verify(storageEncryption, {
  pass: [
    given(instance('default key', { StorageEncrypted: true, KmsKeyId: keyArn('rds') }), {
      evidence: { Engine: 'mysql', StorageEncrypted: true, KmsKeyId: keyArn('rds') },
    }),
    cluster('encrypted cluster', { StorageEncrypted: true }),
    instance('DocumentDB', { Engine: 'docdb', StorageEncrypted: true }),
  ],
  fail: [
    given(instance('plain'), { evidence: { Engine: 'mysql', StorageEncrypted: false } }),
    cluster('plain cluster'),
    cluster('Neptune', { Engine: 'neptune' }),
  ],
  notApplicable: [given(member('carts'), { evidence: { DBClusterIdentifier: 'carts' } })],
  unknown: [instance('not told', { StorageEncrypted: undefined })],
})

const key = (
  id: string,
  KeyManager: 'AWS' | 'CUSTOMER' = 'CUSTOMER',
  KeyState: FacetValue<'AWS::KMS::Key', 'metadata'>['KeyState'] = 'Enabled',
): AnyNode =>
  resource('AWS::KMS::Key', {
    name: id,
    arn: keyArn(id),
    facets: {
      metadata: {
        KeyManager,
        KeyState,
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
        Enabled: KeyState === 'Enabled',
        DeletionDate: undefined,
        MultiRegion: false,
      },
    },
  })
const confidential = { tags: { 'data-classification': 'Confidential' } }
const orders = (id: string, owner?: string): AnyNode =>
  instance('orders', { StorageEncrypted: true, KmsKeyId: keyArn(id, owner) }, confidential)

verify(storageCustomerKey, {
  pass: [
    given(orders('own'), {
      with: [key('own')],
      evidence: { dataClass: 'confidential', key: keyArn('own'), KeyManager: 'CUSTOMER', KeyState: 'Enabled' },
    }),
    given(orders('far', foreignAccount), { title: 'the key of another account' }),
    given(cluster('carts', { StorageEncrypted: true, KmsKeyId: keyArn('own') }, confidential), { with: [key('own')] }),
  ],
  fail: [
    given(orders('default'), { with: [key('default', 'AWS')], title: 'the default key' }),
    given(orders('off'), { with: [key('off', 'CUSTOMER', 'Disabled')], title: 'a disabled key' }),
    given(orders('lost'), { title: 'a key that is gone' }),
    given(instance('orders', {}, confidential), {
      title: 'no encryption',
      evidence: { dataClass: 'confidential', StorageEncrypted: false },
    }),
  ],
  notApplicable: [
    given(instance('no tags', {}, { tags: {} }), { evidence: { dataClass: null } }),
    instance('public data', {}, { tags: { 'data-classification': 'public' } }),
    member('carts', {}, confidential),
  ],
})
