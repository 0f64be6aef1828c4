// Whom the trust policies of roles let in: everyone, other accounts, services on behalf of others.
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import {
  cannotTell,
  few,
  isForeign,
  isOpen,
  judge,
  policyOf,
  unwantedIn,
  wordsOf,
  type PolicyOwner,
  type Unwanted,
} from '../../src/check/policies.ts'
import { parseArn } from '../../src/graph/arn.ts'
import { audienceOf, gives, type Admission } from '../../src/iam/audience.ts'
import { evaluate } from '../../src/iam/evaluate.ts'
import type { Principal } from '../../src/iam/principal.ts'
import { noPolicies } from '../../src/iam/request.ts'
import { notConfusable } from './confusable.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

const assuming = ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithSAML']
const letsAssume = (admission: Admission): boolean => assuming.some((action) => gives(admission, action))

const trust = (statement: string) => ({
  cli: `aws iam update-assume-role-policy --role-name <role> --policy-document file://<trust.json>
# The statement that is meant:
${statement}`,
  terraform: `resource "aws_iam_role" "<role>" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statement}]
  })
}`,
})

/** Identity providers of AWS and others that everybody may have an identity with: only the audience says for which application. */
const forEverybody = new Set(['cognito-identity.amazonaws.com', 'accounts.google.com', 'graph.facebook.com', 'www.amazon.com', '*'])

/** Whoever has any application or identity pool with such a provider comes in. */
const anyApplication = ({ who }: Admission): boolean =>
  who.type === 'federated' &&
  forEverybody.has(who.provider) &&
  !who.claims.some(({ claim, values }) => /:(?:aud|app_id|oaud|azp)$/.test(claim) && !values.some((value) => /[*?]/.test(value)))

export const roleTrustPublic = defineCheck({
  id: 'iam-role-trust-public',
  title: 'No role can be assumed by any AWS principal',
  on: 'AWS::IAM::Role',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'trust-boundary-policy',
  likelihood: 4,
  impact: 5,
  cost: { level: 0, note: 'Free. Whoever is meant has to be named: an account, a role, or an organization.' },
  why: 'Anyone with an AWS account who learns the name of the role has all its rights. Names of roles are guessed by the million, and an external id is no secret.',
  fix: trust('{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<account>:role/<role>"}, "Action": "sts:AssumeRole"}'),
  refs: { docs: [`${guide}/reference_policies_elements_principal.html`, `${guide}/id_roles_create_for-user.html`] },
  test: (role) =>
    judge(
      role,
      role.base.AssumeRolePolicyDocument,
      (admission) => letsAssume(admission) && (isOpen(admission) || anyApplication(admission)),
    ),
})

export const roleTrustUnknownAccount = defineCheck({
  id: 'iam-role-trust-unknown-account',
  title: 'Roles trust known accounts only',
  on: 'AWS::IAM::Role',
  needs: [],
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'trust-boundary-policy',
  likelihood: 3,
  impact: 5,
  cost: { level: 0, note: 'Free. Partners that are meant are entered as trusted accounts, once.' },
  why: 'The other account decides who takes the role. If nobody here knows whose account it is, it may be a vendor of long ago, or a way back in that somebody left.',
  fix: trust('{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<trusted-account>:role/<role>"}, "Action": "sts:AssumeRole"}'),
  refs: { docs: [`${guide}/id_roles_common-scenarios_third-party.html`, `${guide}/what-is-access-analyzer.html`] },
  test: (role, { trustedAccounts }) => {
    const foreign = isForeign(role, trustedAccounts)
    return judge(role, role.base.AssumeRolePolicyDocument, (admission) => letsAssume(admission) && foreign(admission))
  },
})

/** Somebody in an account, as an entry of a Principal element or of a condition names them. */
const principalOf = (account: string, entry: string): Principal => {
  const arn = parseArn(entry)
  const [type = '', ...path] = arn?.resource.split('/') ?? []
  const name = path.at(-1)
  const anybody = { type: 'role', account, arn: `arn:${arn?.partition ?? 'aws'}:iam::${account}:role/anybody` } as const
  if (!arn || name === undefined || /[*?]/.test(entry)) return anybody
  if (type === 'user') return { type: 'user', account, arn: entry }
  if (type === 'role') return { type: 'role', account, arn: entry }
  if (type === 'assumed-role' && path[0])
    return { type: 'role', account, arn: `arn:${arn.partition}:iam::${account}:role/${path[0]}`, session: entry }
  return anybody
}

const everything = policyOf('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}')

/** Without MFA, and without the external id or with one that anybody could think of. */
const unproven = [
  { 'sts:externalid': null, 'aws:multifactorauthpresent': null, 'aws:multifactorauthage': null },
  { 'sts:externalid': null, 'aws:multifactorauthpresent': ['false'], 'aws:multifactorauthage': null },
  { 'sts:externalid': ['anything'], 'aws:multifactorauthpresent': ['false'], 'aws:multifactorauthage': null },
] as const

/** Whether a trust policy lets somebody of an account take the role without proving more. */
const unprovenMay = (role: PolicyOwner, text: string, account: string, entry: string): boolean => {
  const resource = { name: role.arn, policy: policyOf(text) }
  const policies = { ...noPolicies, identity: [{ name: 'everything', policy: everything }], resource }
  return unproven.some((context) => {
    const request = {
      principal: principalOf(account, entry),
      action: 'sts:AssumeRole',
      resource: role.arn,
      resourceAccount: role.account,
      context,
    }
    const { decision } = evaluate(request, policies)
    if (decision === 'unknown') throw cannotTell(role, 'it cannot be told whether it demands an external id or MFA')
    return decision !== 'denied'
  })
}

export const roleTrustExternalId = defineCheck({
  id: 'iam-role-trust-external-id',
  title: 'Third parties must present an external id or MFA',
  on: 'AWS::IAM::Role',
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. The vendor gives you the external id; people switch roles with MFA anyway.' },
  why: 'A vendor takes the roles of all its customers with one account. Another customer who tells it the ARN of your role is served with your data.',
  fix: trust(
    '{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::<vendor-account>:root"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "<id-from-the-vendor>"}}}',
  ),
  refs: { docs: [`${guide}/id_roles_common-scenarios_third-party.html`, `${guide}/confused-deputy.html`] },
  test: (role) => {
    const text = role.base.AssumeRolePolicyDocument
    return judge(role, text, (admission): Unwanted => {
      const { who, limits } = admission
      if (!gives(admission, 'sts:AssumeRole')) return false
      // Accounts of one's own organization prove it by being in it.
      if (limits.some((pins) => pins.every(({ type }) => type === 'organization'))) return false
      if (isOpen(admission)) return unprovenMay(role, text, '000000000000', '*')
      return who.type === 'account' && unprovenMay(role, text, who.account, who.principal)
    })
  },
})

export const roleServiceConfusedDeputy = defineCheck({
  id: 'iam-role-service-confused-deputy',
  title: 'Service roles are protected from cross-service misuse',
  on: 'AWS::IAM::Role',
  needs: [],
  uses: ['trustedAccounts'],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. The statement names the account, or the resource, that the service works for.' },
  why: 'The service takes roles for every customer of AWS. Where it does not ask whose role it is, another customer who names yours has the service use it for them.',
  fix: trust(
    '{"Effect": "Allow", "Principal": {"Service": "<service>.amazonaws.com"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": "<account>"}}}',
  ),
  refs: { docs: [`${guide}/confused-deputy.html`, `${guide}/reference_policies_condition-keys.html`] },
  test: (role, { trustedAccounts }) => {
    const known = new Set([role.account, ...trustedAccounts])
    const found = unwantedIn(role, audienceOf(policyOf(role.base.AssumeRolePolicyDocument), role), (admission) => {
      const { who } = admission
      if (who.type !== 'service' || !gives(admission, 'sts:AssumeRole') || notConfusable(who.service)) return false
      return who.guard === undefined || who.guard.some((pin) => pin.type === 'account' && !known.has(pin.account))
    })
    return found.length > 0 ? fail({ lets: few(found.map(wordsOf)) }) : pass()
  },
})
