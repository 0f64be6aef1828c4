// Which pipelines of build services may take a role.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few, policyOf, unwantedIn, wordsOf } from '../../src/check/policies.ts'
import { audienceOf, gives, type Claim } from '../../src/iam/audience.ts'
import { claimName, headOf, isBuildService, isSharedBuildService, issuerOf } from './web-identity.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

/** `repo:example/app:…`, `project_path:example/*`: what comes before the first wildcard names at least whose it is, to the end of the name. */
const namesOwner = (value: string): boolean => {
  const head = headOf(value)
  return /^[^:/]+:[^:/]+[:/]/.test(head) || (head === value && /^[^:/]+:[^:/]+/.test(value))
}
/** Other claims of the same tokens, by which AWS lets a role be pinned as well. */
const ownerClaims: ReadonlySet<string> = new Set([
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'job_workflow_ref',
  'enterprise',
  'namespace_id',
  'project_id',
  'namespace_path',
  'project_path',
])

const isPinned = (claims: readonly Claim[], issuer: string): boolean => {
  const audience = claims.some((claim) => claimName(claim, issuer) === 'aud' && claim.values.every((value) => !/[*?]/.test(value)))
  const isShared = isSharedBuildService(issuer)
  const subject = claims.some((claim) => {
    const name = claimName(claim, issuer)
    if (name === 'sub') return claim.values.every((value) => (isShared ? namesOwner(value) : headOf(value) !== ''))
    if (!ownerClaims.has(name)) return false
    return claim.values.every((value) => headOf(value) === value || /[^/]\//.test(headOf(value)))
  })
  return audience && subject
}

export const roleTrustOidcCi = defineCheck({
  id: 'iam-role-trust-oidc-ci',
  title: 'CI identities are pinned to repository and branch',
  on: 'AWS::IAM::Role',
  needs: [],
  threats: ['unauthorized-access', 'insecure-dependencies'],
  mitigation: 'least-privilege-iam',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. The trust policy names the repository, and the branch or environment that may deploy.' },
  why: 'The build service signs tokens for everybody who has an account there. Without a subject that names the repository, a pipeline of a stranger takes the role.',
  fix: {
    cli: `aws iam update-assume-role-policy --role-name <role> --policy-document file://<trust.json>
# The condition that is meant, here for GitHub:
"Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": "repo:<organization>/<repository>:ref:refs/heads/main"}}`,
    terraform: `data "aws_iam_policy_document" "<role>" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.<github>.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:<organization>/<repository>:ref:refs/heads/main"]
    }
  }
}`,
  },
  refs: { docs: [`${guide}/id_roles_create_for-idp_oidc.html`, `${guide}/reference_policies_iam-condition-keys.html`] },
  test: (role) => {
    const audience = audienceOf(policyOf(role.base.AssumeRolePolicyDocument), role)
    const builds = audience.admissions.filter((admission) => {
      const issuer = issuerOf(admission)
      return issuer !== undefined && isBuildService(issuer) && gives(admission, 'sts:AssumeRoleWithWebIdentity')
    })
    const found = unwantedIn(role, audience, (admission) => {
      const issuer = issuerOf(admission)
      return (
        builds.includes(admission) && admission.who.type === 'federated' && issuer !== undefined && !isPinned(admission.who.claims, issuer)
      )
    })
    if (found.length > 0) return fail({ lets: few(found.map(wordsOf)) })
    return builds.length > 0 ? pass({ lets: few(builds.map(wordsOf)) }) : notApplicable({ buildServices: 0 })
  },
})
