// The checks on KMS keys.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultKeyInUse, keyEnabledInUse, keyPendingDeletion, keyRotation } from '../../../checks/kms/keys.ts'
import { keyUserKinds } from '../../../src/check/stores.ts'
import { defaultSettings } from '../../../src/check/check.ts'
import { evaluate } from '../../../src/check/evaluate.ts'
import type { FacetValue } from '../../../src/graph/kinds.ts'
import { account, inventoryOf, now, region, resource } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

type Metadata = FacetValue<'AWS::KMS::Key', 'metadata'>
type Rotation = FacetValue<'AWS::KMS::Key', 'rotation'>

const arn = `arn:aws:kms:${region}:${account}:key/1`
const metadata = (more: Partial<Metadata>): Metadata => ({
  KeyManager: 'CUSTOMER',
  KeyState: 'Enabled',
  KeySpec: 'SYMMETRIC_DEFAULT',
  Origin: 'AWS_KMS',
  Enabled: true,
  DeletionDate: undefined,
  MultiRegion: false,
  ...more,
})
const key = (name: string, more: Partial<Metadata> = {}) => resource('AWS::KMS::Key', { name, arn, facets: { metadata: metadata(more) } })
const rotating = (name: string, more: Partial<Metadata>, rotation: Rotation) =>
  resource('AWS::KMS::Key', { name, arn, facets: { metadata: metadata(more), rotation } })
const on = { KeyRotationEnabled: true, RotationPeriodInDays: 365 }
const off = { KeyRotationEnabled: false, RotationPeriodInDays: undefined }

const alias = (name: string, TargetKeyId = '1') =>
  resource('AWS::KMS::Alias', { name, arn: `arn:aws:kms:${region}:${account}:${name}`, base: { TargetKeyId } })
const table = (name: string, KMSMasterKeyArn: string, tags: Record<string, string> = {}) =>
  resource('AWS::DynamoDB::Table', {
    name,
    arn: `arn:aws:dynamodb:${region}:${account}:table/${name}`,
    facets: {
      tags,
      description: {
        TableStatus: 'ACTIVE',
        CreationDateTime: now,
        SSEDescription: { SSEType: 'KMS', Status: 'ENABLED', KMSMasterKeyArn },
        BillingModeSummary: undefined,
        ProvisionedThroughput: undefined,
        OnDemandThroughput: undefined,
        DeletionProtectionEnabled: undefined,
        StreamSpecification: undefined,
        LatestStreamArn: undefined,
        GlobalSecondaryIndexes: [],
        Replicas: [],
      },
    },
  })
const queue = (name: string, KmsMasterKeyId: string, tags: Record<string, string> = {}) =>
  resource('AWS::SQS::Queue', {
    name,
    base: { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` },
    facets: {
      tags,
      attributes: {
        KmsMasterKeyId,
        KmsDataKeyReusePeriodSeconds: 300,
        SqsManagedSseEnabled: false,
        Policy: undefined,
        RedrivePolicy: undefined,
        RedriveAllowPolicy: undefined,
        VisibilityTimeout: 30,
        MessageRetentionPeriod: 345_600,
        FifoQueue: false,
      },
    },
  })
const lambda = (name: string, KMSKeyArn: string) =>
  resource('AWS::Lambda::Function', {
    name,
    arn: `arn:aws:lambda:${region}:${account}:function:${name}`,
    base: {
      Role: `arn:aws:iam::${account}:role/app`,
      KMSKeyArn,
      Timeout: 3,
      DeadLetterConfig: undefined,
      Layers: [],
      CodeSha256: undefined,
      VpcConfig: undefined,
      LoggingConfig: undefined,
      Environment: { Variables: [] },
    },
  })
const logGroup = (name: string, kmsKeyId: string, tags: Record<string, string> = {}) =>
  resource('AWS::Logs::LogGroup', {
    name,
    arn: `arn:aws:logs:${region}:${account}:log-group:${name}`,
    base: { retentionInDays: 30, kmsKeyId },
    facets: { tags },
  })
const tableArn = (name: string): string => `arn:aws:dynamodb:${region}:${account}:table/${name}`

verify(keyRotation, {
  pass: [given(rotating('on', {}, on), { evidence: on })],
  fail: [given(rotating('off', {}, off), { evidence: { KeyRotationEnabled: false } })],
  notApplicable: [
    rotating('AWS managed', { KeyManager: 'AWS' }, on),
    rotating('asymmetric', { KeySpec: 'RSA_2048' }, null),
    rotating('imported material', { Origin: 'EXTERNAL' }, off),
    rotating('custom key store', { Origin: 'AWS_CLOUDHSM' }, null),
    rotating('disabled', { KeyState: 'Disabled' }, off),
    rotating('pending deletion', { KeyState: 'PendingDeletion' }, off),
  ],
})

const pending = { KeyState: 'PendingDeletion', DeletionDate: new Date('2026-07-01T00:00:00Z') } as const

verify(keyPendingDeletion, {
  pass: [key('enabled'), key('disabled', { KeyState: 'Disabled' })],
  fail: [
    given(key('idle', pending), {
      evidence: { KeyState: 'PendingDeletion', DeletionDate: '2026-07-01T00:00:00.000Z', uses: 0, usedBy: [] },
    }),
    given(key('in use', pending), {
      with: [table('orders', arn), queue('jobs', 'alias/own'), alias('alias/own'), lambda('work', arn), queue('other', '2')],
      evidence: {
        KeyState: 'PendingDeletion',
        DeletionDate: '2026-07-01T00:00:00.000Z',
        uses: 3,
        usedBy: [tableArn('orders'), `arn:aws:lambda:${region}:${account}:function:work`, `arn:aws:sqs:${region}:${account}:jobs`],
      },
    }),
    given(key('uses are many', pending), {
      with: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => table(name, arn)),
      evidence: {
        KeyState: 'PendingDeletion',
        DeletionDate: '2026-07-01T00:00:00.000Z',
        uses: 6,
        usedBy: ['a', 'b', 'c', 'd', 'e'].map(tableArn),
      },
    }),
    key('replica', { KeyState: 'PendingReplicaDeletion' }),
  ],
  notApplicable: [key('AWS managed', { KeyManager: 'AWS' })],
})

test('a key that is pending deletion fails although nobody may see what uses it', () => {
  const inventory = inventoryOf([key('in use', pending)], {
    kinds: keyUserKinds,
    cut: new Set(['AWS::SQS::Queue']),
  })
  const { verdicts } = evaluate([keyPendingDeletion], inventory, { ...defaultSettings, now })
  assert.deepEqual(
    verdicts.map((verdict) => [verdict.verdict, 'evidence' in verdict && verdict.evidence['uses']]),
    [['fail', 0]],
  )
})

verify(keyEnabledInUse, {
  pass: [key('enabled')],
  fail: [
    given(key('disabled, encrypts a table', { KeyState: 'Disabled' }), {
      with: [table('orders', arn)],
      evidence: { KeyState: 'Disabled', uses: 1, usedBy: [tableArn('orders')] },
    }),
    given(key('disabled, encrypts a queue by its alias', { KeyState: 'Disabled' }), {
      with: [queue('jobs', 'alias/own'), alias('alias/own')],
    }),
    given(key('disabled, logs are encrypted with it', { KeyState: 'Disabled' }), { with: [logGroup('audit', arn)] }),
    given(key('disabled, a function needs it', { KeyState: 'Disabled' }), { with: [lambda('work', arn)] }),
    given(key('key store out of reach', { KeyState: 'Unavailable' }), { with: [queue('jobs', '1')] }),
  ],
  notApplicable: [
    given(key('disabled, nothing known uses it', { KeyState: 'Disabled' }), { with: [table('orders', `${arn}2`)] }),
    key('pending deletion', pending),
    key('AWS managed', { KeyManager: 'AWS' }),
  ],
})

const confidential = { 'data-classification': 'confidential' }
const managed = key('AWS managed', { KeyManager: 'AWS' })

verify(defaultKeyInUse, {
  pass: [
    given(managed, {
      with: [alias('alias/aws/sqs'), queue('jobs', 'alias/aws/sqs')],
      title: 'data of no class',
      evidence: { alias: 'alias/aws/sqs', stores: 1 },
    }),
  ],
  fail: [
    given(managed, {
      with: [alias('alias/aws/sqs'), queue('jobs', 'alias/aws/sqs', confidential)],
      title: 'critical queue',
      evidence: { alias: 'alias/aws/sqs', uses: 1, usedBy: [`arn:aws:sqs:${region}:${account}:jobs`] },
    }),
    given(managed, { with: [alias('alias/aws/dynamodb'), table('orders', arn, confidential)], title: 'critical table' }),
    given(managed, {
      with: [logGroup('audit', arn, confidential)],
      title: 'critical log group',
      evidence: { alias: null, uses: 1, usedBy: [`arn:aws:logs:${region}:${account}:log-group:audit`] },
    }),
  ],
  notApplicable: [
    key('customer managed'),
    given(managed, {
      with: [alias('alias/aws/dynamodb'), table('orders', `${arn}2`, confidential)],
      title: 'critical data on another key',
      evidence: { KeyManager: 'AWS', stores: 0 },
    }),
    given(managed, { with: [alias('alias/aws/ebs')], title: 'a key that no store uses' }),
  ],
})
