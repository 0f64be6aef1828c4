// The form of the audience cases: a policy as AWS documents it, what it is attached to, and whom it lets in.

export interface AudienceCase {
  readonly title: string
  /** The page that says so. */
  readonly docs: string
  /** ARN of the resource; its account is 111122223333 where the ARN names none. */
  readonly on: string
  /** Statements, or the text of a document. */
  readonly policy: readonly object[] | string
  /** As {@link file://../audience.test.ts} writes them, in any order. `?` at the end: only perhaps. */
  readonly lets: readonly string[]
  /** Actions that somebody of these gets, and ones that nobody gets. */
  readonly gives?: readonly string[]
  readonly keeps?: readonly string[]
}

export const account = '111122223333'
export const foreign = '222222222222'

export const queue = `arn:aws:sqs:eu-west-1:${account}:orders`
export const topic = `arn:aws:sns:eu-west-1:${account}:orders`
export const lambda = `arn:aws:lambda:eu-west-1:${account}:function:orders`
export const table = `arn:aws:dynamodb:eu-west-1:${account}:table/orders`
export const key = `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
export const role = `arn:aws:iam::${account}:role/orders`
export const bucket = 'arn:aws:s3:::example-bucket'

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export const statement = (
  Effect: 'Allow' | 'Deny',
  Principal: unknown,
  Action: string | readonly string[],
  Condition?: Condition,
  more: object = { Resource: '*' },
): object => ({ Effect, ...(Principal === undefined ? {} : { Principal }), Action, ...(Condition && { Condition }), ...more })

export const allow = (Principal: unknown, Action: string | readonly string[], Condition?: Condition, more?: object): object =>
  statement('Allow', Principal, Action, Condition, more)
export const deny = (Principal: unknown, Action: string | readonly string[], Condition?: Condition, more?: object): object =>
  statement('Deny', Principal, Action, Condition, more)

export const service = (name: string): object => ({ Service: `${name}.amazonaws.com` })
export const aws = (...entries: readonly string[]): object => ({ AWS: entries.length === 1 ? entries[0] : entries })
export const root = (id: string): object => aws(`arn:aws:iam::${id}:root`)

export const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
export const conditionKeys = `${iam}/reference_policies_condition-keys.html`
export const operatorsPage = `${iam}/reference_policies_elements_condition_operators.html`
export const principalPage = `${iam}/reference_policies_elements_principal.html`
export const setsPage = `${iam}/reference_policies_condition-single-vs-multi-valued-context-keys.html`
export const deputyPage = `${iam}/confused-deputy.html`
export const publicPage = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'
