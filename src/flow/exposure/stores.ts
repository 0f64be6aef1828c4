// Stores that answer on the internet by themselves, and let in everyone whom a policy or an ACL does: buckets and queues.
import { defineQuestion, type GraphView } from '../../check/check.ts'
import { cannotTell, few, isOpen, policyOf, unwantedIn, wordsOf, type PolicyOwner } from '../../check/policies.ts'
import { accountBlock, isOn } from '../../check/public-access.ts'
import type { FacetValue } from '../../graph/kinds.ts'
import { audienceOf, type Admission } from '../../iam/audience.ts'
import type { PolicyText } from '../../iam/policy.ts'
import { isPublicPolicy } from '../../iam/s3.ts'
import { reached, type Way } from './way.ts'

/** Whom a policy lets in from anywhere. */
const everyoneIn = (owner: PolicyOwner, policy: PolicyText | null | undefined): readonly Admission[] =>
  unwantedIn(owner, audienceOf(policyOf(policy), owner), isOpen)

const byPolicy = (admissions: readonly Admission[]): readonly (Way & { readonly name: string })[] => {
  if (admissions.length === 0) return []
  const authentication = admissions.some(({ who }) => who.type === 'public') ? 'none' : 'any AWS account'
  return [
    { by: 'resource-policy', protocol: 'https', authentication, because: { lets: few(admissions.map(wordsOf)) }, name: 'resource-policy' },
  ]
}

type Bucket = PolicyOwner & {
  readonly policy: PolicyText | null
  readonly acl: FacetValue<'AWS::S3::Bucket', 'acl'>
  readonly publicAccessBlock: FacetValue<'AWS::S3::Bucket', 'publicAccessBlock'>
}
type View = GraphView<typeof accountBlock>

/** A public policy lets in nobody from outside while RestrictPublicBuckets is on. */
const openPolicy = (bucket: Bucket, graph: View): readonly Admission[] => {
  const admissions = everyoneIn(bucket, bucket.policy)
  if (admissions.length === 0 || !isOn('RestrictPublicBuckets', bucket, graph)) return admissions
  const isPublic = isPublicPolicy(policyOf(bucket.policy))
  if (isPublic === 'yes') return []
  if (isPublic === 'no') return admissions
  throw cannotTell(bucket, 'it cannot be told whether S3 takes it for public')
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups */
const everyone = /\/(AllUsers|AuthenticatedUsers)$/

const byAcl = (bucket: Bucket, graph: View): readonly (Way & { readonly name: string })[] => {
  const grants = (bucket.acl ?? []).flatMap(({ URI, Permission }) => {
    const group = everyone.exec(URI)?.[1]
    return group === undefined ? [] : [`${group}: ${Permission}`]
  })
  if (grants.length === 0 || isOn('IgnorePublicAcls', bucket, graph)) return []
  const authentication = grants.some((grant) => grant.startsWith('AllUsers')) ? 'none' : 'any AWS account'
  return [
    { by: 'access-control-list', protocol: 'https', authentication, because: { grants: few(grants.sort()) }, name: 'access-control-list' },
  ]
}

export const buckets = defineQuestion({
  id: 'exposure-bucket',
  on: 'AWS::S3::Bucket',
  needs: ['policy', 'acl', 'publicAccessBlock'],
  reads: accountBlock,
  test: (bucket, { graph }) => reached([...byPolicy(openPolicy(bucket, graph)), ...byAcl(bucket, graph)]),
})

export const queues = defineQuestion({
  id: 'exposure-queue',
  on: 'AWS::SQS::Queue',
  needs: ['attributes'],
  test: (queue) => reached(byPolicy(everyoneIn(queue, queue.attributes.Policy))),
})
