// Taking apart places in S3.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketArn, parseS3Uri } from '../../src/graph/s3-uri.ts'

test('takes bucket and prefix out of an S3 URI', () => {
  assert.deepEqual(parseS3Uri('s3://lake/shop/orders/'), { bucket: 'lake', prefix: 'shop/orders/' })
  assert.deepEqual(parseS3Uri('s3://lake'), { bucket: 'lake', prefix: '' })
  assert.deepEqual(parseS3Uri('s3://lake/'), { bucket: 'lake', prefix: '' })
  assert.deepEqual(parseS3Uri('s3a://lake/shop'), { bucket: 'lake', prefix: 'shop' })
  for (const other of [
    undefined,
    '',
    'lake',
    's3://',
    'hdfs://lake/shop',
    'jdbc:mysql://lake/s3://x',
    's3://arn:aws:s3:eu-west-1:111122223333:accesspoint/lake/shop',
  ])
    assert.equal(parseS3Uri(other), undefined)
})

test('names the bucket as its partition does', () => {
  assert.equal(bucketArn('s3://lake/shop', { region: 'eu-west-1' }), 'arn:aws:s3:::lake')
  assert.equal(bucketArn('s3://lake/shop', { region: 'cn-north-1' }), 'arn:aws-cn:s3:::lake')
  assert.equal(bucketArn('dynamodb://lake', { region: 'eu-west-1' }), undefined)
})
