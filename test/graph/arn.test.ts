// ARNs are taken apart for what they are, and nothing else passes for one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatArn, keyArn, parseArn, partitionOf } from '../../src/graph/arn.ts'

const place = { account: '111122223333', region: 'eu-west-1' }

test('an ARN is put together again as it was', () => {
  for (const arn of [
    'arn:aws:sqs:eu-west-1:111122223333:orders',
    'arn:aws:iam::111122223333:role/path/name',
    'arn:aws:s3:::bucket',
    'arn:aws-cn:lambda:cn-north-1:111122223333:function:f:1',
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ]) {
    const parsed = parseArn(arn)
    assert.ok(parsed)
    assert.equal(formatArn(parsed), arn)
  }
})

test('taking apart is total', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parsed = parseArn(text)
      if (parsed) assert.equal(formatArn(parsed), text)
    }),
  )
  for (const text of [
    '',
    'arn',
    'arn:',
    'arn:aws',
    'arn:aws:sqs',
    'arn:aws:sqs:eu-west-1:111122223333',
    'urn:aws:sqs:eu-west-1:1:x',
    'orders',
  ])
    assert.equal(parseArn(text), undefined, text)
})

test('a KMS key is named in four ways', () => {
  assert.equal(keyArn(undefined, place), undefined)
  assert.equal(keyArn('', place), undefined)
  assert.equal(keyArn('alias/aws/sqs', place), 'arn:aws:kms:eu-west-1:111122223333:alias/aws/sqs')
  assert.equal(keyArn('1234abcd', place), 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd')
  assert.equal(keyArn('arn:aws:kms:eu-west-1:222222222222:key/x', place), 'arn:aws:kms:eu-west-1:222222222222:key/x')
})

test('partitions follow regions', () => {
  assert.deepEqual(['eu-west-1', 'cn-north-1', 'us-gov-west-1'].map(partitionOf), ['aws', 'aws-cn', 'aws-us-gov'])
})
