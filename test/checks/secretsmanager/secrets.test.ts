// What the checks on the use, the policies and the keys of secrets decide.
import { secretCustomerKey, secretPolicy, secretUnused } from '../../../checks/secretsmanager/secrets.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import { allows, denies, document, foreign, organization, own, shapes, unreadable } from '../../support/policies.ts'
import { daysAgo, secret } from '../../support/secrets.ts'
import { given, verify } from '../../support/verify.ts'

verify(secretUnused, {
  pass: [
    given(secret('read yesterday'), { evidence: { days: 90 } }),
    secret('read 91 days ago, to the day', { LastAccessedDate: daysAgo(90.9) }),
  ],
  fail: [
    given(secret('read last year', { LastAccessedDate: daysAgo(200) }), { evidence: { LastAccessedDate: '2025-11-13' } }),
    given(secret('never read', { LastAccessedDate: undefined, CreatedDate: daysAgo(91) }), {
      evidence: { LastAccessedDate: null, CreatedDate: '2026-03-02' },
    }),
  ],
  notApplicable: [
    secret('too new to tell', { LastAccessedDate: undefined, CreatedDate: daysAgo(89) }),
    given(secret('a copy for bad days', { PrimaryRegion: 'eu-central-1', LastAccessedDate: daysAgo(200) }), {
      evidence: { PrimaryRegion: 'eu-central-1' },
    }),
    given(secret('rds!cluster-1', { OwningService: 'rds', LastAccessedDate: daysAgo(200) }), { evidence: { OwningService: 'rds' } }),
  ],
})

const read = 'secretsmanager:GetSecretValue'
const withPolicy = (name: string, policy: string | null) => secret(name, {}, policy)

verify(secretPolicy, {
  pass: [
    given(withPolicy('no policy', null), { evidence: { lets: [] } }),
    withPolicy('the account', document(allows(own, read))),
    withPolicy('an organization', document(allows('*', read, organization))),
    withPolicy('denies alone', document(denies('*', read, { StringNotEquals: { 'aws:PrincipalAccount': account } }))),
    given(withPolicy('a trusted account', document(allows(foreign, read))), { settings: { trustedAccounts: [foreignAccount] } }),
  ],
  fail: [
    ...Object.entries(shapes(allows('*', read))).map(([name, policy]) => withPolicy(name, policy)),
    given(withPolicy('a stranger', document({ Sid: 'Partner', ...allows(foreign, read) })), {
      evidence: { lets: [`arn:aws:iam::${foreignAccount}:root: ${read} (statement Partner)`] },
    }),
  ],
  unknown: Object.entries(unreadable).map(([name, policy]) => withPolicy(name, policy)),
})

const keyArn = `arn:aws:kms:${region}:${account}:key/shop`
const key = (KeyManager: 'CUSTOMER' | 'AWS', KeyState: 'Enabled' | 'PendingDeletion' = 'Enabled') =>
  resource('AWS::KMS::Key', {
    name: 'shop',
    arn: keyArn,
    facets: {
      metadata: {
        Enabled: KeyState === 'Enabled',
        DeletionDate: undefined,
        MultiRegion: false,
        KeyManager,
        KeyState,
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
      },
    },
  })
const sensitive = { Tags: { 'data-classification': 'restricted' } }

verify(secretCustomerKey, {
  pass: [
    given(secret('customer key', { ...sensitive, KmsKeyId: keyArn }), { with: [key('CUSTOMER')] }),
    given(secret('customer key by id', { ...sensitive, KmsKeyId: 'shop' }), { with: [key('CUSTOMER')] }),
  ],
  fail: [
    given(secret('AWS key of the service', sensitive), { evidence: { dataClass: 'restricted', key: null } }),
    given(secret('AWS key', { ...sensitive, KmsKeyId: keyArn }), { with: [key('AWS')] }),
    given(secret('a key that goes', { ...sensitive, KmsKeyId: keyArn }), { with: [key('CUSTOMER', 'PendingDeletion')] }),
    secret('a key that is gone', { ...sensitive, KmsKeyId: keyArn }),
  ],
  notApplicable: [secret('no class'), secret('internal', { Tags: { 'data-classification': 'internal' } })],
})
