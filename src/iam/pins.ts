// What a condition says about who is calling: for which callers its key is in the request, and what a value of it pins them to.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, "Availability" of each key
import { parseArn } from '../graph/arn.ts'
import { rangeOf } from './values.ts'

/** Callers that differ in what AWS tells about them. `federated`: whoever signs in to a role with a token or assertion of an identity provider. */
export type Caller = 'anonymous' | 'aws' | 'service' | 'federated'

/** Something a caller cannot choose or forge. */
export type Pin =
  | { readonly type: 'account'; readonly account: string; readonly principal: string }
  | { readonly type: 'organization'; readonly id: string }
  /** A source whose ARN names no account, such as a bucket: its name alone pins it. */
  | { readonly type: 'arn'; readonly arn: string }
  /** Unique id of a role or user, which no other will ever have. */
  | { readonly type: 'principal-id'; readonly id: string }
  /** A VPC, an endpoint, an access point, a range of addresses. */
  | { readonly type: 'network'; readonly from: string }
  | { readonly type: 'service'; readonly service: string }
  /** A value that only the two ends of an integration know. */
  | { readonly type: 'token'; readonly key: string }
  /** A claim of a token or assertion, as written: its value may hold wildcards. */
  | { readonly type: 'claim'; readonly claim: string; readonly value: string }

/** `anyone`: callers of this sort can have such a value whoever they are; `nobody`: none can. */
export type Meaning = Pin | 'anyone' | 'nobody'

/** The resource that a policy is attached to. */
export interface Owner {
  readonly account: string
  readonly arn: string
}

type Presence = 'always' | 'sometimes' | 'never'

export interface KeyRule {
  readonly presence: (caller: Caller) => Presence
  readonly meaning: (value: string, caller: Caller, owner: Owner) => Meaning
  /** The one value that callers of this sort have, where it is settled. */
  readonly constant?: (caller: Caller) => string | undefined
}

const ofAws =
  (presence: Presence) =>
  (caller: Caller): Presence =>
    caller === 'aws' ? presence : 'never'
/** Told of direct calls by service principals alone. */
const ofServices = (caller: Caller): Presence => (caller === 'service' ? 'sometimes' : 'never')
const sometimes = (): Presence => 'sometimes'
const anyone = (): Meaning => 'anyone'

const accountPin = (value: string, _caller: Caller, owner: Owner): Meaning => {
  if (/^\d{12}$/.test(value)) return { type: 'account', account: value, principal: '*' }
  return value.toLowerCase() === '${aws:resourceaccount}' ? { type: 'account', account: owner.account, principal: '*' } : 'anyone'
}

const organizationPin = (value: string): Meaning =>
  /^o-[a-z0-9]+$/.test(value) || value.toLowerCase() === '${aws:resourceorgid}' ? { type: 'organization', id: value } : 'anyone'

/** `o-…/r-…/ou-…/*`: whatever the path, it is in that organization. */
const pathPin = (value: string): Meaning => {
  const [id = ''] = value.split('/')
  return value.includes('/') || value === id ? organizationPin(id) : 'anyone'
}

const wild = /[*?]|\$\{/

/**
 * The account of an ARN pattern, if it pins one; the ARN where its kind carries none. A wildcard for the service lets the resource's own name stand
 * where the account should (StringLike reaches over colons), so it pins nothing.
 */
export const arnPin = (value: string): Meaning => {
  const arn = parseArn(value)
  if (!arn || arn.service === '*') return 'anyone'
  if (/^\d{12}$/.test(arn.account)) return { type: 'account', account: arn.account, principal: value }
  if (arn.account !== '' || wild.test(arn.service)) return 'anyone'
  // Whoever may choose the end of a name can have it: only a whole name pins. What follows the first slash of a bucket is inside of it.
  const name = arn.service === 's3' ? (arn.resource.split('/')[0] ?? '') : arn.resource
  return name === '' || wild.test(name) ? 'anyone' : { type: 'arn', arn: value }
}

/** `AROA…:session`, `AIDA…`, or the id of an account for its root user. */
const userIdPin = (value: string): Meaning => {
  if (/^\d{12}$/.test(value)) return { type: 'account', account: value, principal: '*' }
  const [id = ''] = value.split(':')
  return /^A(?:ROA|IDA|SIA|GPA)[A-Z0-9]{8,}$/.test(id) ? { type: 'principal-id', id } : 'anyone'
}

/**
 * Ranges broader than /8 (IPv4) or /32 (IPv6) count as the whole internet, as S3 Block Public Access counts them.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const addressPin = (value: string, caller: Caller): Meaning => {
  const range = rangeOf(value)
  if (!range) return 'anyone'
  const narrow = range.length === undefined || range.length >= (range.family === 4 ? 8 : 32)
  if (!narrow) return 'anyone'
  // Services call from addresses of their own.
  return caller === 'service' ? 'nobody' : { type: 'network', from: value }
}

const networkPin = (value: string): Meaning => (value === '' || wild.test(value) ? 'anyone' : { type: 'network', from: value })
const servicePin = (value: string): Meaning => (wild.test(value) ? 'anyone' : { type: 'service', service: value })
const ofNetwork = (caller: Caller): Presence => (caller === 'service' ? 'never' : 'sometimes')

/** What a caller may say of itself, having any account of its own: tags, names, MFA, the service that it goes through. */
const chosenByAws: KeyRule = { presence: ofAws('sometimes'), meaning: anyone }
const isService: KeyRule = {
  presence: () => 'always',
  meaning: anyone,
  constant: (caller) => String(caller === 'service'),
}

const rules: ReadonlyMap<string, KeyRule> = new Map<string, KeyRule>([
  ['aws:principalaccount', { presence: ofAws('always'), meaning: accountPin }],
  ['aws:principalarn', { presence: ofAws('always'), meaning: arnPin }],
  ['aws:principalorgid', { presence: ofAws('sometimes'), meaning: organizationPin }],
  ['aws:principalorgpaths', { presence: ofAws('sometimes'), meaning: pathPin }],
  ['aws:userid', { presence: ofAws('always'), meaning: userIdPin }],
  [
    'aws:principaltype',
    {
      presence: () => 'always',
      meaning: (value, caller) => ((value.toLowerCase() === 'anonymous') === (caller === 'anonymous') ? 'anyone' : 'nobody'),
    },
  ],
  ['aws:federatedprovider', { presence: ofAws('sometimes'), meaning: arnPin }],
  ['aws:username', chosenByAws],
  ['aws:multifactorauthpresent', chosenByAws],
  ['aws:multifactorauthage', chosenByAws],
  ['aws:tokenissuetime', chosenByAws],
  ['aws:sourceidentity', chosenByAws],
  ['aws:calledvia', chosenByAws],
  ['aws:calledviafirst', chosenByAws],
  ['aws:calledvialast', chosenByAws],
  // A service that uses the caller's own credentials; a service principal calls for itself.
  ['aws:viaawsservice', { presence: () => 'always', meaning: anyone, constant: (caller) => (caller === 'aws' ? undefined : 'false') }],
  ['aws:principalisawsservice', isService],
  ['aws:principalservicename', { presence: ofServices, meaning: servicePin }],
  ['aws:principalservicenameslist', { presence: ofServices, meaning: servicePin }],
  ['aws:sourceaccount', { presence: ofServices, meaning: accountPin }],
  ['aws:sourcearn', { presence: ofServices, meaning: arnPin }],
  ['aws:sourceorgid', { presence: ofServices, meaning: organizationPin }],
  ['aws:sourceorgpaths', { presence: ofServices, meaning: pathPin }],
  // Amazon SNS tells it of everybody with an account: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
  ['aws:sourceowner', { presence: (caller) => (caller === 'anonymous' ? 'never' : 'sometimes'), meaning: accountPin }],
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
  ['kms:calleraccount', { presence: (caller) => (caller === 'anonymous' ? 'never' : 'sometimes'), meaning: accountPin }],
  ['kms:viaservice', { presence: (caller) => (caller === 'anonymous' ? 'never' : 'sometimes'), meaning: anyone }],
  // A way in, for whomever its own policy lets in: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
  [
    's3:dataaccesspointaccount',
    { presence: ofNetwork, meaning: (value, caller, owner) => networkOf(accountPin(value, caller, owner), value) },
  ],
  ['s3:dataaccesspointarn', { presence: ofNetwork, meaning: (value) => networkOf(arnPin(value), value) }],
  ['aws:sourceip', { presence: sometimes, meaning: addressPin }],
  // Private addresses: everybody's own VPC may have them. Only together with the VPC do they say anything.
  ['aws:vpcsourceip', { presence: ofNetwork, meaning: anyone }],
  ['aws:sourcevpc', { presence: ofNetwork, meaning: networkPin }],
  ['aws:sourcevpce', { presence: ofNetwork, meaning: networkPin }],
  ['aws:sourcevpcarn', { presence: ofNetwork, meaning: networkPin }],
  ['aws:vpceaccount', { presence: ofNetwork, meaning: (value, caller, owner) => networkOf(accountPin(value, caller, owner), value) }],
  ['aws:vpceorgid', { presence: ofNetwork, meaning: (value) => networkOf(organizationPin(value), value) }],
  ['aws:vpceorgpaths', { presence: ofNetwork, meaning: (value) => networkOf(pathPin(value), value) }],
  // https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
  [
    'lambda:functionurlauthtype',
    {
      presence: sometimes,
      meaning: (value, caller) => (value.toUpperCase() === 'AWS_IAM' && caller === 'anonymous' ? 'nobody' : 'anyone'),
    },
  ],
  // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html: only the calling service can give it.
  [
    'lambda:eventsourcetoken',
    {
      presence: ofServices,
      meaning: (value) => (value === '' || wild.test(value) ? 'anyone' : { type: 'token', key: 'lambda:EventSourceToken' }),
    },
  ],
])

const networkOf = (pin: Meaning, from: string): Meaning => (typeof pin === 'string' ? pin : { type: 'network', from })

/** Says nothing of who is calling: what is asked for, when, how. */
const other: KeyRule = { presence: sometimes, meaning: anyone }

/** How a key bears on who is calling. For sign-in to a role, whatever is not AWS's own is a claim of the identity provider. */
export const ruleOf = (key: string, caller: Caller): KeyRule => {
  if (caller === 'federated' && !/^(?:aws|sts|kms|s3):/.test(key))
    return { presence: sometimes, meaning: (value) => ({ type: 'claim', claim: key, value }) }
  if (key.startsWith('aws:principaltag/')) return chosenByAws
  return rules.get(key) ?? other
}
