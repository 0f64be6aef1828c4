// People, machines and roles of the reference account, as data. Ages are in days.
import { account, allow, arnOf, foreignAccount, policy, type Statement } from './ground.ts'

export interface User {
  readonly name: string
  readonly age: number
  readonly console?: true
  readonly mfa?: true
  readonly groups?: readonly string[]
  readonly managed?: readonly string[]
  readonly inline?: Readonly<Record<string, string>>
  readonly keys?: readonly { readonly age: number; readonly inactive?: true }[]
}

export const awsPolicy = (name: string): string => `arn:aws:iam::aws:policy/${name}`
const ownPolicy = (name: string): string => `arn:aws:iam::${account}:policy/${name}`
const serviceRole = (name: string): string => awsPolicy(`service-role/${name}`)

export const policies: Readonly<Record<string, string>> = {
  'developer-access': policy(
    allow(['lambda:List*', 'lambda:Get*', 'sqs:List*', 'sqs:GetQueueAttributes', 'dynamodb:Describe*', 'dynamodb:List*', 'logs:*']),
  ),
  'data-platform': policy(allow('*')),
  'support-access': policy(allow('kms:Decrypt'), allow('dynamodb:Query', arnOf('dynamodb', 'table/customers'))),
  'release-tooling': policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/*')),
}

export const groups: Readonly<Record<string, readonly string[]>> = {
  developers: [ownPolicy('developer-access')],
  'platform-admins': [awsPolicy('AdministratorAccess')],
  support: [ownPolicy('support-access')],
  auditors: [awsPolicy('IAMReadOnlyAccess')],
}

export const users: readonly User[] = [
  { name: 'ana.silva', age: 410, console: true, mfa: true, groups: ['developers'] },
  { name: 'ben.ortiz', age: 300, console: true, groups: ['developers', 'support'] },
  { name: 'carla.gomez', age: 720, console: true, mfa: true, managed: [awsPolicy('AdministratorAccess')] },
  { name: 'dan.meyer', age: 500, console: true, groups: ['platform-admins'] },
  { name: 'eva.lind', age: 30, console: true, mfa: true, groups: ['auditors'] },
  { name: 'break-glass', age: 800, console: true, mfa: true, managed: [awsPolicy('AdministratorAccess')] },
  {
    name: 'ci-deploy',
    age: 210,
    keys: [{ age: 210 }, { age: 40 }],
    managed: [ownPolicy('release-tooling')],
    inline: { deploy: policy(allow('lambda:UpdateFunctionCode', arnOf('lambda', 'function:*'))) },
  },
  {
    name: 'report-export',
    age: 20,
    keys: [{ age: 20 }],
    inline: { read: policy(allow('dynamodb:Query', arnOf('dynamodb', 'table/export-jobs'))) },
  },
  { name: 'legacy-ftp', age: 900, keys: [{ age: 900 }, { age: 830, inactive: true }], inline: { everything: policy(allow('*')) } },
]

export interface Role {
  readonly name: string
  readonly trust: string
  readonly managed?: readonly string[]
  readonly inline?: Readonly<Record<string, string>>
}

export const trust = (Principal: Statement, more: Statement = {}): string =>
  policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...more })
const lambda = trust({ Service: 'lambda.amazonaws.com' })
const github = (sub: string): string =>
  policy({
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
    Condition: {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'token.actions.githubusercontent.com:sub': sub },
    },
  })

const reads = (table: string) => allow(['dynamodb:GetItem', 'dynamodb:Query'], arnOf('dynamodb', `table/${table}`))
const writes = (table: string) => allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], arnOf('dynamodb', `table/${table}`))
const consumes = (queue: string) => allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arnOf('sqs', queue))
const follows = (table: string) =>
  allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'], arnOf('dynamodb', `table/${table}/stream/*`))

/** The role of a function, named like it. */
const forFunction = (name: string, ...statements: readonly Statement[]): Role => ({
  name,
  trust: lambda,
  managed: [serviceRole('AWSLambdaBasicExecutionRole')],
  inline: statements.length > 0 ? { access: policy(...statements) } : {},
})

export const roles: readonly Role[] = [
  forFunction('orders-api', reads('orders'), writes('orders'), allow('sqs:SendMessage', arnOf('sqs', 'orders'))),
  forFunction('orders-worker', consumes('orders'), writes('orders')),
  forFunction('orders-projection', follows('orders'), allow('sqs:SendMessage', arnOf('sqs', 'stock-failures'))),
  forFunction('payments-webhook', allow('sqs:SendMessage', arnOf('sqs', 'payments')), allow('dynamodb:*')),
  forFunction('payments-worker', consumes('payments'), reads('payments'), writes('payments')),
  forFunction('notifications-worker', consumes('notifications')),
  forFunction('customers-sync', follows('customers'), allow('kms:Decrypt')),
  forFunction('stock-alerts', follows('stock')),
  forFunction('uploads-scan', consumes('uploads')),
  forFunction('exports-nightly', reads('orders'), allow('s3:PutObject', 'arn:aws:s3:::exports-example/*')),
  forFunction('returns-intake', consumes('returns')),
  // Two functions share it: either may do what the other needs.
  forFunction('invoices-render', reads('stock')),
  { name: 'legacy-sync', trust: lambda, managed: [awsPolicy('AdministratorAccess')] },
  { name: 'platform-admin', trust: trust({ AWS: `arn:aws:iam::${account}:root` }), managed: [awsPolicy('AdministratorAccess')] },
  { name: 'github-deploy', trust: github('repo:*'), managed: [ownPolicy('release-tooling')] },
  { name: 'github-release', trust: github('repo:example-shop/storefront:ref:refs/heads/main'), managed: [ownPolicy('developer-access')] },
  {
    name: 'vendor-monitoring',
    trust: trust({ AWS: `arn:aws:iam::${foreignAccount}:root` }),
    managed: [awsPolicy('CloudWatchReadOnlyAccess')],
  },
  {
    name: 'vendor-billing',
    trust: trust({ AWS: `arn:aws:iam::${foreignAccount}:root` }, { Condition: { StringEquals: { 'sts:ExternalId': 'shop-4711' } } }),
    inline: { billing: policy(allow(['ce:Get*', 'cur:Describe*'])) },
  },
  { name: 'status-page', trust: trust({ AWS: '*' }), inline: { read: policy(allow('cloudwatch:Get*')) } },
  { name: 'bus-target', trust: trust({ Service: 'events.amazonaws.com' }), managed: [ownPolicy('data-platform')] },
  {
    name: 'schedule-target',
    trust: trust({ Service: 'scheduler.amazonaws.com' }, { Condition: { StringEquals: { 'aws:SourceAccount': account } } }),
    inline: { invoke: policy(allow('lambda:InvokeFunction', arnOf('lambda', 'function:exports-nightly'))) },
  },
]
