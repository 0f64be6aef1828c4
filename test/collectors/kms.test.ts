// KMS keys and aliases, read through the real runner.
import assert from 'node:assert/strict'
import { test } from 'node:test'
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
import { awsError as wireError, json } from '../support/answers.ts'
import { collectorSuite, listing, on } from '../support/collector-suite.ts'
import { wireScan } from '../support/wire-scan.ts'

const keyArn = (id: string): string => `arn:aws:kms:${region}:${account}:key/${id}`
const aliasArn = (name: string): string => `arn:aws:kms:${region}:${account}:${name}`
const listed = (KeyId: string) => ({ KeyId, KeyArn: keyArn(KeyId) })
const idOf = (arn: string | undefined): string => arn?.split('/')[1] ?? ''

const metadata = (id: string): KeyMetadata => ({
  KeyId: id,
  Arn: keyArn(id),
  Description: 'not read',
  Enabled: true,
  KeyManager: id === 'of-aws' ? 'AWS' : 'CUSTOMER',
  KeyState: 'Enabled',
  KeySpec: id === 'signing' ? 'RSA_2048' : 'SYMMETRIC_DEFAULT',
  Origin: 'AWS_KMS',
  MultiRegion: false,
})
const grant = (GrantId: string) => ({ GrantId, GranteePrincipal: `arn:aws:iam::${account}:role/app`, Operations: ['Decrypt' as const] })
const readGrant = (GrantId: string) => ({ ...grant(GrantId), GranteeServicePrincipal: undefined, Constraints: undefined })
const policy = '{"Version":"2012-10-17","Statement":[]}'

collectorSuite(key, {
  listing: listing(ListKeysCommand, {
    token: ['Marker', 'NextMarker'],
    truncated: 'Truncated',
    pages: [{ Keys: [listed('data')] }, { Keys: [listed('signing'), listed('of-aws')] }],
    empty: { Keys: [] },
  }),
  answers: [
    on(DescribeKeyCommand, ({ KeyId }) => ({ KeyMetadata: metadata(idOf(KeyId)) })),
    on(GetKeyRotationStatusCommand, ({ KeyId }) => {
      assert.equal(idOf(KeyId), 'data', 'nothing is asked that the metadata tells')
      return { KeyRotationEnabled: true, RotationPeriodInDays: 365, NextRotationDate: new Date(0) }
    }),
    on(GetKeyPolicyCommand, ({ KeyId }) => {
      assert.notEqual(idOf(KeyId), 'of-aws')
      return { Policy: policy, PolicyName: 'default' }
    }),
    on(ListGrantsCommand, ({ KeyId, Marker }) => {
      assert.notEqual(idOf(KeyId), 'of-aws')
      return Marker === undefined
        ? { Grants: [grant('one')], NextMarker: 'more', Truncated: true }
        : { Grants: [grant('two')], Truncated: false }
    }),
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
    signing: { facets: { rotation: null, policy } },
    'of-aws': { facets: { rotation: null, policy: null, grants: null } },
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

test('reads KMS as it answers on the wire', async () => {
  const { nodes, coverage } = await wireScan([key], {
    'kms:ListKeys': json({ Keys: [listed('data'), listed('signing')], Truncated: false }),
    'kms:DescribeKey': ({ input }) =>
      json({
        KeyMetadata: {
          AWSAccountId: account,
          Arn: input['KeyId'],
          KeyId: '1',
          CreationDate: 1_767_225_600.123,
          DeletionDate: 1_782_864_000,
          Enabled: false,
          KeyManager: 'CUSTOMER',
          KeySpec: input['KeyId'] === keyArn('data') ? 'SYMMETRIC_DEFAULT' : 'RSA_2048',
          KeyState: 'PendingDeletion',
          KeyUsage: 'ENCRYPT_DECRYPT',
          MultiRegion: false,
          Origin: 'AWS_KMS',
        },
      }),
    'kms:GetKeyRotationStatus': json({ KeyId: keyArn('data'), KeyRotationEnabled: false }),
    'kms:GetKeyPolicy': json({ Policy: policy, PolicyName: 'default' }),
    'kms:ListGrants': wireError('json', 'NotFoundException', 'Invalid keyId'),
  })
  const data = nodes.get(keyArn('data'))
  assert.deepEqual(data?.facets['metadata'], {
    state: 'known',
    value: {
      Enabled: false,
      DeletionDate: new Date('2026-07-01T00:00:00Z'),
      MultiRegion: false,
      KeyManager: 'CUSTOMER',
      KeyState: 'PendingDeletion',
      KeySpec: 'SYMMETRIC_DEFAULT',
      Origin: 'AWS_KMS',
    },
  })
  assert.deepEqual(data?.facets['rotation'], { state: 'known', value: { KeyRotationEnabled: false, RotationPeriodInDays: undefined } })
  assert.deepEqual(nodes.get(keyArn('signing'))?.facets['rotation'], { state: 'absent' })
  assert.deepEqual(data?.facets['policy'], { state: 'known', value: policy })
  assert.deepEqual(
    coverage.filter(({ facet }) => facet === 'grants').map(({ outcome }) => outcome),
    ['gone', 'gone'],
  )
})

test('does not take the answer about another key', async () => {
  const { nodes } = await wireScan([key], {
    'kms:ListKeys': json({ Keys: [listed('data')], Truncated: false }),
    'kms:DescribeKey': json({ KeyMetadata: metadata('signing') }),
    'kms:GetKeyRotationStatus': json({}),
    'kms:GetKeyPolicy': json({}),
    'kms:ListGrants': json({ Grants: [], Truncated: false }),
  })
  const facets = nodes.get(keyArn('data'))?.facets ?? {}
  assert.deepEqual(
    Object.entries(facets).map(([name, fact]) => [name, fact.state]),
    [
      ['metadata', 'unknown'],
      ['rotation', 'unknown'],
      ['policy', 'unknown'],
      ['grants', 'unknown'],
    ],
  )
})
