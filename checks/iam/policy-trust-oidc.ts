// Which pipelines of build services may take a role.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few, policyOf, unwantedIn, wordsOf } from '../../src/check/policies.ts'
import { audienceOf, gives, type Admission, type Claim } from '../../src/iam/audience.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

/**
 * Build services that sign the tokens of all their customers with one issuer: `key:name` at the beginning of a claim says whose.
 * Sources: the page on OIDC with AWS of each.
 */
const shared: readonly RegExp[] = [
  /^token\.actions\.githubusercontent\.com(?:\/|$)/,
  /^gitlab\.com$/,
  /^gitlab\./,
  /^app\.terraform\.io$/,
  /^agent\.buildkite\.com$/,
  /^oidc\.codefresh\.io$/,
  /^app\.harness\.io(?:\/|$)/,
  /^api\.pulumi\.com(?:\/|$)/,
]
/** Build services with an issuer for each customer: whose pipeline it is, the issuer says. */
const perCustomer: readonly RegExp[] = [
  /^oidc\.circleci\.com\/org\//,
  /^api\.bitbucket\.org\/2\.0\/workspaces\//,
  /^vstoken\.dev\.azure\.com\//,
  /^oidc\.vercel\.com\//,
  /\.app\.spacelift\.io$/,
  /\.semaphoreci\.com$/,
]

const issuerOf = ({ who }: Admission): string | undefined =>
  who.type === 'federated' ? /:oidc-provider\/(.*)$/.exec(who.provider)?.[1]?.toLowerCase() : undefined

const isBuildService = (issuer: string): boolean => [...shared, ...perCustomer].some((pattern) => pattern.test(issuer))

const headOf = (value: string): string => value.split(/[*?]|\$\{/)[0] ?? ''

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

const nameOf = ({ claim }: Claim, issuer: string): string => (claim.startsWith(`${issuer}:`) ? claim.slice(issuer.length + 1) : claim)

const isPinned = (claims: readonly Claim[], issuer: string): boolean => {
  const audience = claims.some((claim) => nameOf(claim, issuer) === 'aud' && claim.values.every((value) => !/[*?]/.test(value)))
  const isShared = shared.some((pattern) => pattern.test(issuer))
  const subject = claims.some((claim) => {
    const name = nameOf(claim, issuer)
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
