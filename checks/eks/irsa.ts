// IAM roles for service accounts (IRSA): which pods of a cluster a role's trust policy lets in.
import { defineCheck, fail, notApplicable, pass, type Outcome } from '../../src/check/check.ts'
import { few, policyOf, unwantedIn, wordsOf, type PolicyOwner } from '../../src/check/policies.ts'
import { audienceOf, gives, type Admission } from '../../src/iam/audience.ts'
import { nobodys } from '../../src/iam/breadth.ts'
import { matchesPattern, patternOf } from '../../src/iam/match.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { claimName, clusterAudiences, issuerOf, regionOfCluster } from '../iam/web-identity.ts'

const guide = 'https://docs.aws.amazon.com/eks/latest/userguide'

const setTrust = {
  cli: `aws iam update-assume-role-policy --role-name <role> --policy-document file://<trust.json>
# The condition that is meant:
"Condition": {"StringEquals": {"<issuer>:aud": "sts.amazonaws.com", "<issuer>:sub": "system:serviceaccount:<namespace>:<service-account>"}}`,
  terraform: `data "aws_iam_policy_document" "<role>" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.<cluster>.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "\${aws_iam_openid_connect_provider.<cluster>.url}:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "\${aws_iam_openid_connect_provider.<cluster>.url}:sub"
      values   = ["system:serviceaccount:<namespace>:<service-account>"]
    }
  }
}`,
}

/** The issuer, where the admission is one for pods of a cluster; of whichever account and region, since its tokens are taken all the same. */
const clusterOf = (admission: Admission): string | undefined => {
  const issuer = issuerOf(admission)
  const isCluster = issuer !== undefined && regionOfCluster(issuer) !== undefined
  return isCluster && gives(admission, 'sts:AssumeRoleWithWebIdentity') ? issuer : undefined
}

/** Each list of values that a claim has to be one of. */
const claimed = ({ who }: Admission, issuer: string, name: string): readonly (readonly string[])[] =>
  who.type === 'federated' ? who.claims.filter((claim) => claimName(claim, issuer) === name).map(({ values }) => values) : []

/** Fails where pods of a cluster are let in who should not be. */
const judgePods = (
  role: PolicyOwner & { readonly base: { readonly AssumeRolePolicyDocument: PolicyText } },
  unwanted: (admission: Admission, issuer: string) => boolean,
): Outcome => {
  const audience = audienceOf(policyOf(role.base.AssumeRolePolicyDocument), role)
  const pods = audience.admissions.filter((admission) => clusterOf(admission) !== undefined)
  const found = unwantedIn(role, audience, (admission) => {
    const issuer = clusterOf(admission)
    return issuer !== undefined && unwanted(admission, issuer)
  })
  if (found.length > 0) return fail({ lets: few(found.map(wordsOf)) })
  return pods.length > 0 ? pass({ lets: few(pods.map(wordsOf)) }) : notApplicable({ clusters: 0 })
}

/** A service account that nobody named: only who lets in all of them lets this one in. */
const nobody = `system:serviceaccount:${nobodys}:${nobodys}`
const variables = /\$\{[^}]*\}/g
const namesSomething = (subject: string): boolean =>
  matchesPattern(patternOf(subject.replaceAll(variables, '*'), undefined), nobody) === 'no'

export const irsaTrustMissingSubject = defineCheck({
  id: 'eks-irsa-trust-missing-subject',
  title: 'IRSA trust policies name the service account they serve',
  on: 'AWS::IAM::Role',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. The trust policy names the namespace and the service account, and the audience.' },
  why: 'The cluster signs a token for every pod. Without a subject, any pod of the cluster takes the role, and with it whatever the one workload was trusted with.',
  fix: setTrust,
  refs: { docs: [`${guide}/associate-service-account-role.html`, `${guide}/iam-roles-for-service-accounts.html`] },
  test: (role) =>
    judgePods(role, (admission, issuer) => {
      const subject = claimed(admission, issuer, 'sub').some((values) => values.every(namesSomething))
      const audience = claimed(admission, issuer, 'aud').some((values) => values.every((value) => clusterAudiences.has(value)))
      return !subject || !audience
    }),
})

const isWild = (subject: string): boolean => /[*?]/.test(subject.replaceAll(variables, '*'))

export const irsaTrustWildcardSubject = defineCheck({
  id: 'eks-irsa-trust-wildcard-subject',
  title: 'IRSA subjects are not wildcarded across namespaces',
  on: 'AWS::IAM::Role',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Several service accounts are a list of subjects.' },
  why: 'Whoever may make a namespace or a service account whose name fits the pattern has the role. Teams that share a cluster may do so every day.',
  fix: setTrust,
  refs: { docs: [`${guide}/associate-service-account-role.html`, `${guide}/iam-roles-for-service-accounts.html`] },
  test: (role) =>
    judgePods(role, (admission, issuer) => {
      const subjects = claimed(admission, issuer, 'sub')
      // All have to hold: one that names service accounts is enough.
      return subjects.length > 0 && subjects.every((values) => values.some(isWild))
    }),
})
