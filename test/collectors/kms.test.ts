// KMS keys and aliases, read through the real runner.
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  type KeyMetadata,
} from '@aws-sdk/client-kms'
import { alias, key } from '../../collectors/kms.ts'
import { account, region } from '../support/nodes.ts'
import { awsError, collectorSuite, listing, on } from '../support/collector-suite.ts'

const keyArn = (id: string): string => `arn:aws:kms:${region}:${account}:key/${id}`
const aliasArn = (name: string): string => `arn:aws:kms:${region}:${account}:${name}`
const listed = (KeyId: string) => ({ KeyId, KeyArn: keyArn(KeyId) })
const idOf = (arn: string | undefined): string => arn?.split('/')[1] ?? ''

const metadata = (id: string): KeyMetadata => ({
  KeyId: id,
  Arn: keyArn(id),
  Description: 'not read',
  Enabled: true,
  KeyManager: 'CUSTOMER',
  KeyState: 'Enabled',
  KeySpec: id === 'signing' ? 'RSA_2048' : 'SYMMETRIC_DEFAULT',
  Origin: 'AWS_KMS',
  MultiRegion: false,
})
const grant = (GrantId: string) => ({ GrantId, GranteePrincipal: `arn:aws:iam::${account}:role/app`, Operations: ['Decrypt' as const] })
const readGrant = (GrantId: string) => ({ ...grant(GrantId), GranteeServicePrincipal: undefined })
const policy = '{"Version":"2012-10-17","Statement":[]}'

collectorSuite(key, {
  listing: listing(ListKeysCommand, {
    token: ['Marker', 'NextMarker'],
    truncated: 'Truncated',
    pages: [{ Keys: [listed('data')] }, { Keys: [listed('signing')] }],
    empty: { Keys: [] },
  }),
  answers: [
    on(DescribeKeyCommand, ({ KeyId }) => ({ KeyMetadata: metadata(idOf(KeyId)) })),
    on(GetKeyRotationStatusCommand, ({ KeyId }) => {
      if (idOf(KeyId) === 'signing') throw awsError('UnsupportedOperationException', 400)
      return { KeyRotationEnabled: true, RotationPeriodInDays: 365, NextRotationDate: new Date(0) }
    }),
    on(GetKeyPolicyCommand, { Policy: policy, PolicyName: 'default' }),
    on(ListGrantsCommand, ({ Marker }) =>
      Marker === undefined ? { Grants: [grant('one')], NextMarker: 'more', Truncated: true } : { Grants: [grant('two')], Truncated: false },
    ),
  ],
  resources: {
    data: {
      facets: {
        metadata: {
          KeyManager: 'CUSTOMER',
          KeyState: 'Enabled',
          KeySpec: 'SYMMETRIC_DEFAULT',
          Origin: 'AWS_KMS',
          Enabled: true,
          MultiRegion: false,
          DeletionDate: undefined,
        },
        rotation: { KeyRotationEnabled: true, RotationPeriodInDays: 365 },
        policy,
        grants: [readGrant('one'), readGrant('two')],
      },
    },
    signing: { facets: { rotation: null } },
  },
})

collectorSuite(alias, {
  listing: listing(ListAliasesCommand, {
    token: ['Marker', 'NextMarker'],
    truncated: 'Truncated',
    pages: [
      { Aliases: [{ AliasName: 'alias/orders', AliasArn: aliasArn('alias/orders'), TargetKeyId: 'data' }] },
      { Aliases: [{ AliasName: 'alias/aws/sqs', AliasArn: aliasArn('alias/aws/sqs') }] },
    ],
    empty: { Aliases: [] },
  }),
  answers: [],
  resources: {
    'alias/orders': { base: { TargetKeyId: 'data' }, edges: { 'alias-of': [keyArn('data')] } },
    'alias/aws/sqs': { edges: { 'alias-of': [] } },
  },
})
