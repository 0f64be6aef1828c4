// Reading secrets, never their values.
import { GetResourcePolicyCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import secrets from '../../collectors/secretsmanager.ts'
import { collectorCalls } from '../../src/collect/collector.ts'
import { account, now, region } from '../support/nodes.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { secretArn } from '../support/secrets.ts'

const keyArn = `arn:aws:kms:${region}:${account}:key/shop`
const functionArn = `arn:aws:lambda:${region}:${account}:function:rotate-shop`
const policy = '{"Version":"2012-10-17","Statement":[]}'
const unset = {
  RotationEnabled: false,
  AutomaticallyAfterDays: undefined,
  CreatedDate: now,
  OwningService: undefined,
  PrimaryRegion: undefined,
  LastChangedDate: undefined,
  LastAccessedDate: undefined,
  LastRotatedDate: undefined,
  NextRotationDate: undefined,
  RotationLambdaARN: undefined,
  KmsKeyId: undefined,
  Tags: {},
}

const suite = {
  listing: listing(ListSecretsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      {
        SecretList: [
          {
            ARN: secretArn('shop/database'),
            Name: 'shop/database',
            Description: 'not read',
            KmsKeyId: keyArn,
            RotationEnabled: true,
            RotationLambdaARN: functionArn,
            RotationRules: { AutomaticallyAfterDays: 30, Duration: '3h', ScheduleExpression: 'rate(30 days)' },
            LastRotatedDate: now,
            LastChangedDate: now,
            LastAccessedDate: now,
            NextRotationDate: now,
            CreatedDate: now,
            Tags: [{ Key: 'owner', Value: 'shop' }, { Key: 'empty' }],
            SecretVersionsToStages: { notRead: ['AWSCURRENT'] },
          },
        ],
      },
      {
        SecretList: [
          { ARN: secretArn('partner'), Name: 'partner', CreatedDate: now, OwningService: 'events', PrimaryRegion: 'eu-central-1' },
        ],
      },
    ],
    empty: { SecretList: [] },
  }),
  answers: [
    on(GetResourcePolicyCommand, ({ SecretId }) => ({
      ARN: SecretId,
      ...(SecretId === secretArn('shop/database') && { ResourcePolicy: policy }),
    })),
  ],
  resources: {
    'shop/database': {
      base: {
        ...unset,
        RotationEnabled: true,
        AutomaticallyAfterDays: 30,
        LastRotatedDate: now,
        LastChangedDate: now,
        LastAccessedDate: now,
        NextRotationDate: now,
        RotationLambdaARN: functionArn,
        KmsKeyId: keyArn,
        Tags: { owner: 'shop', empty: '' },
      },
      facets: { policy, tags: { owner: 'shop', empty: '' } },
      edges: { 'encrypted-with': [keyArn], 'rotated-by': [functionArn] },
    },
    partner: {
      base: { ...unset, OwningService: 'events', PrimaryRegion: 'eu-central-1' },
      facets: { policy: null, tags: {} },
      edges: { 'encrypted-with': [], 'rotated-by': [] },
    },
  },
}
collectorSuite(secrets, suite)

it('takes the policy of another secret for no answer', async () => {
  const { nodes } = await read(secrets, suite, {
    facets: ['policy'],
    answers: [suite.listing, on(GetResourcePolicyCommand, { ARN: secretArn('other'), ResourcePolicy: policy })],
  })
  assert.ok(nodes.length > 0 && nodes.every(({ facets }) => facets['policy']?.state === 'unknown'))
})

it('asks for no value of a secret', () => {
  assert.deepEqual([...collectorCalls(secrets)].sort(), ['secretsmanager:GetResourcePolicy', 'secretsmanager:ListSecrets'])
})
