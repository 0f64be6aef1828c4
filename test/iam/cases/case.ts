// How a case of policy evaluation is written: who does what to which resource under which policies, what AWS decides, and the page that says so.
import type { KmsGrant } from '../../../src/iam/grants.ts'
import type { Principal } from '../../../src/iam/principal.ts'
import type { Decision, Layer } from '../../../src/iam/request.ts'

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
const organizations = 'https://docs.aws.amazon.com/organizations/latest/userguide'
const kms = 'https://docs.aws.amazon.com/kms/latest/developerguide'
const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

/** AWS's pages, by what they are about. A case names one of them. */
export const pages = {
  logic: `${guide}/reference_policies_evaluation-logic.html`,
  denyAllow: `${guide}/reference_policies_evaluation-logic_policy-eval-denyallow.html`,
  crossAccount: `${guide}/reference_policies_evaluation-logic-cross-account.html`,
  boundaries: `${guide}/access_policies_boundaries.html`,
  session: `${guide}/access_policies.html#policies_session`,
  operators: `${guide}/reference_policies_elements_condition_operators.html`,
  condition: `${guide}/reference_policies_elements_condition.html`,
  sets: `${guide}/reference_policies_condition-single-vs-multi-valued-context-keys.html`,
  several: `${guide}/reference_policies_condition-logic-multiple-context-keys-or-values.html`,
  keys: `${guide}/reference_policies_condition-keys.html`,
  variables: `${guide}/reference_policies_variables.html`,
  principal: `${guide}/reference_policies_elements_principal.html`,
  notPrincipal: `${guide}/reference_policies_elements_notprincipal.html`,
  action: `${guide}/reference_policies_elements_action.html`,
  notAction: `${guide}/reference_policies_elements_notaction.html`,
  resource: `${guide}/reference_policies_elements_resource.html`,
  notResource: `${guide}/reference_policies_elements_notresource.html`,
  effect: `${guide}/reference_policies_elements_effect.html`,
  statement: `${guide}/reference_policies_elements_statement.html`,
  version: `${guide}/reference_policies_elements_version.html`,
  grammar: `${guide}/reference_policies_grammar.html`,
  identifiers: `${guide}/reference_identifiers.html`,
  federation: `${guide}/id_credentials_temp_control-access_getfederationtoken.html`,
  trust: `${guide}/id_roles_update-role-trust-policy.html`,
  serviceRoles: `${guide}/id_roles_create_for-service.html`,
  assumeRole: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  sessionTags: `${guide}/id_session-tags.html`,
  confusedDeputy: `${guide}/confused-deputy.html`,
  scp: `${organizations}/orgs_manage_policies_scps.html`,
  scpEvaluation: `${organizations}/orgs_manage_policies_scps_evaluation.html`,
  rcp: `${organizations}/orgs_manage_policies_rcps.html`,
  rcpEvaluation: `${organizations}/orgs_manage_policies_rcps_evaluation.html`,
  endpoint: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
  keyPolicies: `${kms}/key-policies.html`,
  keyPolicyDefault: `${kms}/key-policy-default.html`,
  keyOtherAccounts: `${kms}/key-policy-modifying-external-accounts.html`,
  grants: `${kms}/grants.html`,
  grantConstraints: 'https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html',
  blockPublicAccess: `${s3}/access-control-block-public-access.html`,
  acl: `${s3}/acl-overview.html`,
  accessPoints: `${s3}/access-points-policies.html`,
  bucketPolicyLockout: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html',
} as const

export type Page = keyof typeof pages

/** What AWS decides; `explicit` is a denial by a Deny statement. */
export type Answer = Decision['decision'] | 'explicit'

/** Statements as they stand in a document, or a whole document as text. */
export type Written = readonly object[] | object | string

export interface Case {
  /** What the case shows, in a few words. */
  readonly is: string
  readonly page: Page
  readonly who: Principal
  readonly does: string
  /** `*` where it is left out. */
  readonly to?: string
  /** Account of the resource; the home account where it is left out. */
  readonly of?: string
  readonly identity?: Written | 'unreadable'
  readonly boundary?: Written | 'unreadable'
  readonly session?: Written | 'unreadable'
  readonly resource?: Written | 'unreadable'
  readonly endpoint?: Written | 'unreadable'
  /** By level, root first. */
  readonly scp?: readonly Written[] | 'unreadable'
  readonly rcp?: readonly Written[] | 'unreadable'
  readonly grants?: readonly KmsGrant[]
  readonly context?: Readonly<Record<string, readonly string[] | null>>
  readonly decides: Answer
  /** Sids of the statements that made it. */
  readonly by?: readonly string[]
  /** Keys of the conditions that leave it open. */
  readonly open?: readonly string[]
  readonly missing?: readonly Layer[]
}

export const home = '111122223333'
export const foreign = '222222222222'

export const alice = { type: 'user', account: home, arn: `arn:aws:iam::${home}:user/alice`, id: 'AIDAALICE' } satisfies Principal
export const bob = { type: 'user', account: home, arn: `arn:aws:iam::${home}:user/team/bob`, id: 'AIDABOB' } satisfies Principal
/** Any session of the role. */
export const role = { type: 'role', account: home, arn: `arn:aws:iam::${home}:role/app/worker`, id: 'AROAWORKER' } satisfies Principal
export const sessionArn = `arn:aws:sts::${home}:assumed-role/worker/job-1`
export const roleSession = { ...role, session: sessionArn } satisfies Principal
export const federatedArn = `arn:aws:sts::${home}:federated-user/guest`
/** A session of alice from GetFederationToken. */
export const federatedUser = { ...alice, session: federatedArn } satisfies Principal
export const root = { type: 'root', account: home } satisfies Principal
export const anonymous = { type: 'anonymous' } satisfies Principal
export const stranger = { type: 'user', account: foreign, arn: `arn:aws:iam::${foreign}:user/mallory`, id: 'AIDAMALLORY' } satisfies Principal
export const foreignRole = { type: 'role', account: foreign, arn: `arn:aws:iam::${foreign}:role/partner`, id: 'AROAPARTNER' } satisfies Principal
export const foreignSession = { ...foreignRole, session: `arn:aws:sts::${foreign}:assumed-role/partner/run` } satisfies Principal
export const linkedRole = {
  type: 'role',
  account: home,
  arn: `arn:aws:iam::${home}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
} satisfies Principal
export const sns = { type: 'service', service: 'sns.amazonaws.com' } satisfies Principal
export const web = { type: 'federated', account: home, provider: `arn:aws:iam::${home}:oidc-provider/token.example.com` } satisfies Principal

export const queue = `arn:aws:sqs:eu-west-1:${home}:orders`
export const bucket = 'arn:aws:s3:::reports'
export const object = 'arn:aws:s3:::reports/2026/q1.csv'
export const key = `arn:aws:kms:eu-west-1:${home}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
export const target = `arn:aws:iam::${home}:role/target`

/** An Allow on everything, unless it says otherwise. */
export const allow = (Sid: string, more: object = {}): object => {
  const has = (...names: readonly string[]): boolean => names.some((name) => name in more)
  return {
    Sid,
    Effect: 'Allow',
    ...(has('Action', 'NotAction') ? {} : { Action: '*' }),
    ...(has('Resource', 'NotResource') ? {} : { Resource: '*' }),
    ...more,
  }
}

export const deny = (Sid: string, more: object = {}): object => ({ ...allow(Sid, more), Effect: 'Deny' })

/** An Allow in the policy of a resource. */
export const grant = (Sid: string, AWS: string | readonly string[], more: object = {}): object =>
  allow(Sid, { Principal: AWS === '*' ? '*' : { AWS }, ...more })

/** A Deny in the policy of a resource. */
export const refuse = (Sid: string, AWS: string | readonly string[], more: object = {}): object =>
  deny(Sid, { Principal: AWS === '*' ? '*' : { AWS }, ...more })

export const full = allow('full')
export const fullAccess = [full]
/** A resource control policy that lets everything through. */
export const fullControl = [grant('rcp-full', '*')]
