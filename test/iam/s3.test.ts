// Buckets: what block public access takes away, what ACLs give, and both gates of an access point.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noPolicies, type Decision, type Source } from '../../src/iam/evaluate.ts'
import { parsePolicy } from '../../src/iam/parse.ts'
import { evaluateBucket, evaluateThroughAccessPoint, isPublicPolicy, sourceOfAcl, strictest } from '../../src/iam/s3.ts'
import { bucket, home, object, pages, type Written } from './cases/case.ts'
import { s3Tables, type S3Case } from './cases/s3.ts'

const sourceOf = (name: string, written: Written): Source => ({
  name,
  policy: parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: written })),
})

const decide = (of: S3Case): Decision => {
  const action = of.does ?? 's3:GetObject'
  const onObject = action.endsWith('Object')
  const block = strictest([null, { ignorePublicAcls: of.ignoreAcls === true, restrictPublicBuckets: of.restrict === true }])
  const request = { principal: of.who, action, resource: onObject ? object : bucket, resourceAccount: home, context: of.context ?? {} }
  const policies = {
    ...noPolicies,
    identity: of.identity ? [sourceOf('identity', of.identity)] : [],
    resource: of.bucket ? sourceOf('bucket', of.bucket) : null,
    grants: of.acl ? [sourceOfAcl(bucket, 'bucket', of.acl, block)] : [],
  }
  if (!of.point) return evaluateBucket(request, policies, block)
  const arn = `arn:aws:s3:eu-west-1:${home}:accesspoint/ap`
  return evaluateThroughAccessPoint(request, policies, block, { arn, account: home, policy: sourceOf(arn, of.point), block })
}

for (const [topic, cases] of Object.entries(s3Tables)) {
  describe(`S3: ${topic}`, () => {
    for (const each of cases) {
      it(`${each.is} (${pages[each.page]})`, () => {
        const { decision, explicit } = decide(each)
        assert.equal(explicit ? 'explicit' : decision, each.decides)
      })
    }
  })
}

describe('S3: what counts as public', () => {
  it('nothing but a Deny is not', () => {
    assert.equal(isPublicPolicy(sourceOf('p', { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }).policy), 'no')
  })
  it('a document that cannot be read may be', () => {
    assert.equal(isPublicPolicy(parsePolicy('{')), 'unknown')
  })
  it('an access point by wildcard is not, while its account is fixed', () => {
    const through = (arn: string): Written => ({
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { ArnLike: { 's3:DataAccessPointArn': arn } },
    })
    assert.equal(isPublicPolicy(sourceOf('p', through(`arn:aws:s3:eu-west-1:${home}:accesspoint/*`)).policy), 'no')
    assert.equal(isPublicPolicy(sourceOf('p', through('arn:aws:s3:eu-west-1:*:accesspoint/*')).policy), 'yes')
  })
})
