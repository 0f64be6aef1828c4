// Verdicts from resource policies: whom a policy lets in, who of them is not meant to be, and what follows where it cannot be read.
import type { Operation } from '../graph/fact.ts'
import { audienceOf, type Admission, type Audience, type Pin, type Who } from '../iam/audience.ts'
import { parsePolicy, type Policy, type Unreadable } from '../iam/parse.ts'
import type { PolicyText } from '../iam/policy.ts'
import { fail, pass, type Outcome } from './check.ts'
import { Missing } from './view.ts'

/** A resource with a policy: every subject of a check is one. */
export interface PolicyOwner {
  readonly kind: string
  readonly arn: string
  readonly name: string
  readonly account: string
}

/** Whether somebody is let in who should not be; `maybe` where that cannot be told. */
export type Unwanted = boolean | 'maybe'

/** Which call a policy comes from, for telling that its answer could not be used. */
const readBy: Readonly<Record<string, Operation>> = {
  'AWS::ApiGateway::RestApi': 'apigateway:GetRestApis',
  'AWS::DynamoDB::Stream': 'dynamodb:GetResourcePolicy',
  'AWS::DynamoDB::Table': 'dynamodb:GetResourcePolicy',
  'AWS::EC2::VPCEndpoint': 'ec2:DescribeVpcEndpoints',
  'AWS::ECR::RegistryPolicy': 'ecr:GetRegistryPolicy',
  'AWS::ECR::Repository': 'ecr:GetRepositoryPolicy',
  'AWS::Events::EventBus': 'events:ListEventBuses',
  'AWS::Glue::DataCatalog': 'glue:GetResourcePolicy',
  'AWS::KMS::Key': 'kms:GetKeyPolicy',
  'AWS::Kinesis::Stream': 'kinesis:GetResourcePolicy',
  'AWS::Kinesis::StreamConsumer': 'kinesis:GetResourcePolicy',
  'AWS::Lambda::Alias': 'lambda:GetPolicy',
  'AWS::Lambda::Function': 'lambda:GetPolicy',
  'AWS::Lambda::LayerVersion': 'lambda:GetLayerVersionPolicy',
  'AWS::S3::AccessPoint': 's3:GetAccessPointPolicy',
  'AWS::S3::Bucket': 's3:GetBucketPolicy',
  'AWS::SNS::Topic': 'sns:GetTopicAttributes',
  'AWS::SQS::Queue': 'sqs:GetQueueAttributes',
  'AWS::SecretsManager::Secret': 'secretsmanager:GetResourcePolicy',
}

/** Ends the check with `unknown`: the policy of this resource does not say enough. */
export const cannotTell = ({ kind, name }: PolicyOwner, why: string): Missing => {
  const operation = readBy[kind] ?? 'iam:GetAccountAuthorizationDetails'
  return new Missing([{ reason: 'bad-response', operation, action: operation, message: `a policy of ${name}: ${why}` }])
}

/** Where in a document something stands that could not be read. */
export const placeOf = ({ index, sid, position, problem }: Unreadable): string =>
  `${index < 0 ? 'the document' : sid ? `the statement ${sid}` : `statement ${index + 1}`} (line ${position.line}) has ${problem}`

const most = 5
/** Evidence stays small, whatever a policy says. */
export const few = (items: readonly string[]): readonly string[] => {
  const distinct = [...new Set(items)]
  return distinct.length <= most ? distinct : [...distinct.slice(0, most), `and ${distinct.length - most} more`]
}
const short = (text: string): string => (text.length <= 120 ? text : `${text.slice(0, 119)}…`)

const pinWords = (pin: Pin): string => {
  switch (pin.type) {
    case 'account':
      return pin.account
    case 'organization':
    case 'principal-id':
      return pin.id
    case 'arn':
      return pin.arn
    case 'network':
      return pin.from
    case 'service':
      return pin.service
    case 'token':
      return pin.key
    case 'claim':
      return `${pin.claim} ${pin.value}`
    default:
      return pin satisfies never
  }
}

const whoWords = (who: Who): string => {
  switch (who.type) {
    case 'public':
      return 'anyone'
    case 'any-principal':
      return 'any AWS account'
    case 'network':
      return `anyone from ${who.from}`
    case 'organization':
      return `organization ${who.id}`
    case 'account':
      return who.principal === '*' ? `account ${who.account}` : who.principal
    case 'same-account':
      return who.principal === '*' ? 'everyone in this account' : who.principal
    case 'principal-id':
    case 'canonical-user':
      return who.id
    case 'service':
      return `${who.service === '*' ? 'any service' : who.service} for ${who.guard ? [...new Set(who.guard.map(pinWords))].join(' or ') : 'any account'}`
    case 'federated':
      return [who.provider, ...who.claims.map(({ claim, values }) => `${claim} ${values.join(' or ')}`)].join(', ')
    default:
      return who satisfies never
  }
}

/** One way in, for people: `anyone: sqs:* (statement Quick fix)`. */
export const wordsOf = ({ who, actions, except, statement }: Admission): string => {
  const gone = except.length > 0 ? ` but ${few(except).join(', ')}` : ''
  return `${short(whoWords(who))}: ${short(few(actions).join(', '))}${short(gone)} (statement ${short(statement.sid || String(statement.index + 1))})`
}

const parsed = new Map<PolicyText, Policy>()
const mostParsed = 2000

/** The policy as the engine reads it; without one, nobody is let in. Read once, since the same policy is attached to hundreds of roles. */
export const policyOf = (text: PolicyText | null | undefined): Policy => {
  const source = text ?? '{"Statement":[]}'
  const known = parsed.get(source)
  if (known) return known
  if (parsed.size >= mostParsed) parsed.clear()
  const policy = parsePolicy(source)
  parsed.set(source, policy)
  return policy
}

/** Everybody whom a policy lets in and should not. Ends the check with `unknown` where nobody is for certain, but somebody may be. */
export const unwantedIn = (owner: PolicyOwner, audience: Audience, unwanted: (admission: Admission) => Unwanted): readonly Admission[] => {
  const found = audience.admissions.map((admission) => ({ admission, is: unwanted(admission) })).filter(({ is }) => is !== false)
  const certain = audience.unreadableDenials.length > 0 ? [] : found.filter(({ admission, is }) => is === true && !admission.doubt)
  if (certain.length > 0) return certain.map(({ admission }) => admission)
  const [unreadable] = [...audience.unreadable, ...(found.length > 0 ? audience.unreadableDenials : [])]
  if (unreadable) throw cannotTell(owner, placeOf(unreadable))
  const [doubtful] = found
  if (doubtful) throw cannotTell(owner, `it cannot be told whether it lets in ${wordsOf(doubtful.admission)}`)
  return []
}

/** A resource and its policy. */
export interface WithPolicy extends PolicyOwner {
  readonly policy: PolicyText | null | undefined
}

/**
 * Fails where the policy of a resource, or of one of those through which it is reached too, lets in somebody who is not wanted. That is so even where others of
 * them could not be read, or not even be listed; where none is known to, those decide.
 */
export const judgeWith = (own: WithPolicy, others: () => readonly WithPolicy[], unwanted: (admission: Admission) => Unwanted): Outcome => {
  const missing: Missing[] = []
  const ifThere = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Missing)) throw error
      missing.push(error)
      return undefined
    }
  }
  const seen = [own, ...(ifThere(others) ?? [])].flatMap((one) => {
    const label = one === own ? '' : `${one.name}: `
    return (
      ifThere(() => {
        const audience = audienceOf(policyOf(one.policy), one)
        const found = unwantedIn(one, audience, unwanted)
        return [{ bad: found.length > 0, words: (found.length > 0 ? found : audience.admissions).map((each) => label + wordsOf(each)) }]
      }) ?? []
    )
  })
  const bad = seen.filter((one) => one.bad)
  if (bad.length > 0) return fail({ lets: few(bad.flatMap(({ words }) => words)) })
  const [first] = missing
  if (first) throw first
  return pass({ lets: few(seen.flatMap(({ words }) => words)) })
}

/** Fails where the policy lets in somebody who is not wanted. */
export const judge = (
  { kind, arn, name, account }: PolicyOwner,
  policy: PolicyText | null | undefined,
  unwanted: (admission: Admission) => Unwanted,
): Outcome => judgeWith({ kind, arn, name, account, policy }, () => [], unwanted)

/** Open to the world: to anyone, or to anyone who has an AWS account. */
export const isOpen = ({ who }: Admission): boolean => who.type === 'public' || who.type === 'any-principal'

/** Whether all that one condition can mean is of this account or of trusted ones. An organization is trusted by whoever names it. */
const isHome =
  (owner: PolicyOwner, trustedAccounts: readonly string[]) =>
  (pin: Pin): boolean =>
    pin.type === 'organization' ||
    pin.type === 'token' ||
    (pin.type === 'account' && (pin.account === owner.account || trustedAccounts.includes(pin.account)))

/** Whether a caller is held to this account, trusted accounts or an organization by something that it cannot choose. */
export const isHeld = ({ limits }: Admission, owner: PolicyOwner, trustedAccounts: readonly string[]): boolean =>
  limits.some((pins) => pins.every(isHome(owner, trustedAccounts)))

/** Lets in accounts that nobody said to trust. Callers from a network are held to that, whatever their account. */
export const isForeign =
  (owner: PolicyOwner, trustedAccounts: readonly string[]) =>
  (admission: Admission): Unwanted => {
    const { who } = admission
    if (isOpen(admission)) return true
    if (who.type === 'account') return !trustedAccounts.includes(who.account) && !isHeld(admission, owner, trustedAccounts)
    return who.type === 'principal-id' || who.type === 'canonical-user' ? 'maybe' : false
  }

/** A service that acts for whoever asks it to. */
export const isUnguarded = ({ who }: Admission): boolean => who.type === 'service' && who.guard === undefined

/** The account as a whole as principal gives nobody anything by itself: it leaves the decision to IAM policies. */
export const leavesItToIam = ({ who }: Admission): boolean =>
  who.type === 'same-account' && (/^\d{12}$/.test(who.principal) || who.principal.endsWith(':root'))
