// What the checks on key policies and grants decide.
import { keyPolicyCrossAccount, keyPolicyPublic, keyPolicySeparation } from '../../../checks/kms/policy.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { account, foreignAccount, region, resource } from '../../support/nodes.ts'
import {
  allows,
  denies,
  document,
  foreign,
  organization,
  own,
  rootOf,
  service,
  shapes,
  unreadable,
  type Statement,
} from '../../support/policies.ts'
import { given, verify } from '../../support/verify.ts'

type Grants = NonNullable<FacetValue<'AWS::KMS::Key', 'grants'>>

const admin = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion']
const use = ['kms:Decrypt', 'kms:GenerateDataKey*']
const key = (name: string, policy: string, grants: Grants = [], KeyManager: 'AWS' | 'CUSTOMER' = 'CUSTOMER'): AnyNode =>
  resource('AWS::KMS::Key', {
    name,
    arn: `arn:aws:kms:${region}:${account}:key/1`,
    facets: {
      policy,
      grants,
      metadata: {
        KeyManager,
        KeyState: 'Enabled',
        KeySpec: 'SYMMETRIC_DEFAULT',
        Origin: 'AWS_KMS',
        Enabled: true,
        DeletionDate: undefined,
        MultiRegion: false,
      },
    },
  })
const onKey = (name: string, ...statements: readonly Statement[]): AnyNode => key(name, document(...statements))
const inShapes = (statement: Statement): readonly AnyNode[] => Object.entries(shapes(statement)).map(([name, policy]) => key(name, policy))
const broken = Object.entries(unreadable).map(([name, policy]) => key(name, policy))
const root = allows(own, 'kms:*')
const byAccount = { StringEquals: { 'kms:CallerAccount': account } }
const via = { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } }
const role = (name: string): Statement => ({ AWS: `arn:aws:iam::${account}:role/${name}` })

verify(keyPolicyPublic, {
  pass: [
    onKey('the account', root),
    onKey('a foreign account', root, allows(foreign, use)),
    onKey('everybody of the account', root, allows('*', use, byAccount)),
    onKey(
      'everybody of the account through a service',
      allows({ AWS: '*' }, use, { StringEquals: { ...byAccount.StringEquals, ...via.StringEquals } }),
    ),
    onKey('an organization', allows('*', use, organization)),
    onKey('closed again', allows('*', use), denies('*', 'kms:*', { StringNotEquals: { 'kms:CallerAccount': account } })),
    onKey('a service', allows(service('sns'), use)),
  ],
  fail: [
    ...inShapes(allows('*', 'kms:Decrypt')),
    onKey('through a service alone', root, allows({ AWS: '*' }, use, via)),
    onKey('with an encryption context', allows('*', use, { StringEquals: { 'kms:EncryptionContext:app': 'orders' } })),
    onKey('any account', allows('*', use, { StringLike: { 'kms:CallerAccount': '*' } })),
    onKey('everyone but one', { Effect: 'Allow', NotPrincipal: foreign, Action: 'kms:Decrypt', Resource: '*' }),
  ],
  unknown: broken,
})

const grant = (GrantId: string, GranteePrincipal: string | undefined): Grants[number] => ({
  GrantId,
  GranteePrincipal,
  GranteeServicePrincipal: undefined,
  Operations: ['GenerateDataKey', 'Decrypt'],
})
const trusted = { trustedAccounts: [foreignAccount] }

verify(keyPolicyCrossAccount, {
  pass: [
    onKey('the account', root),
    given(onKey('a trusted account', root, allows(foreign, use)), { settings: trusted }),
    given(key('a grant for a trusted account', document(root), [grant('1', `arn:aws:iam::${foreignAccount}:role/app`)]), {
      settings: trusted,
    }),
    key('a grant for the account', document(root), [grant('1', `arn:aws:iam::${account}:role/app`)]),
    key('a grant for a service', document(root), [grant('1', `dynamodb.${region}.amazonaws.com`)]),
    key('a grant for somebody who was deleted', document(root), [grant('1', 'AROACKCEVSQ6C2EXAMPLE')]),
    key('a grant that names no grantee', document(root), [grant('1', undefined)]),
    onKey('an organization', allows('*', use, organization)),
    onKey('a foreign account through the account, which cannot be', allows(foreign, use, byAccount)),
  ],
  fail: [
    ...inShapes(allows(foreign, use)),
    onKey('everyone', allows('*', use)),
    onKey('one of two', allows({ AWS: [account, foreignAccount] }, use)),
    given(
      key('a grant', document(root), [
        grant('1', `arn:aws:iam::${account}:role/app`),
        grant('2', `arn:aws:iam::${foreignAccount}:role/app`),
      ]),
      {
        evidence: { lets: [], grants: [`arn:aws:iam::${foreignAccount}:role/app: Decrypt, GenerateDataKey (grant 2)`] },
      },
    ),
    key('a grant for an account by its id', document(root), [grant('1', foreignAccount)]),
    key('a grant for a session', document(root), [grant('1', `arn:aws:sts::${foreignAccount}:assumed-role/app/one`)]),
    key('a grant, and a policy that cannot be read', '{', [grant('1', foreignAccount)]),
    given(onKey('trusted is another', allows(rootOf('333333333333'), use)), { settings: trusted }),
  ],
  unknown: broken,
})

verify(keyPolicySeparation, {
  pass: [
    onKey('two roles', allows(role('admin'), admin), allows(role('app'), use)),
    onKey('one action each', allows(role('admin'), 'kms:DisableKey'), allows(role('app'), 'kms:Decrypt')),
    onKey('taken away again', allows(role('admin'), 'kms:*'), denies('*', use)),
    onKey('nobody', { ...denies('*', 'kms:*') }),
  ],
  fail: [
    ...inShapes(allows(role('everything'), 'kms:*')),
    onKey('in two statements', root, allows(role('app'), admin), allows(role('app'), use)),
    onKey('by wildcards', allows(role('app'), ['kms:Put*', 'kms:De*'])),
    onKey('another account', root, allows(foreign, 'kms:*')),
    onKey('everyone', allows('*', 'kms:*')),
    onKey('all but', { Effect: 'Allow', Principal: role('app'), NotAction: 'kms:CreateGrant', Resource: '*' }),
    onKey('a service', allows(service('sns'), 'kms:*')),
  ],
  notApplicable: [
    given(onKey('IAM policies decide', root), { evidence: { decidedBy: 'IAM policies' } }),
    onKey('IAM policies decide, besides two roles', root, allows(role('admin'), admin), allows(role('app'), use)),
    key('a key of AWS', document(allows('*', 'kms:*', byAccount)), [], 'AWS'),
  ],
  unknown: broken,
})
