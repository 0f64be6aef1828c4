// How long the access index takes on accounts of growing size: `npm run bench:access`. Prints time, memory and the growth exponent.
import { accessIndex } from '../src/iam/access-index.ts'
import { actionsIn } from '../src/iam/actions.ts'
import type { AccountPrincipal, AccountResource } from '../src/iam/access/account.ts'
import { parsePolicy } from '../src/iam/parse.ts'
import type { Source } from '../src/iam/request.ts'

const account = '111122223333'
const region = 'eu-west-1'

/** The same numbers on every run: a linear congruential generator. */
const random = (() => {
  let state = 42
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
})()

const wanted = [
  'sqs:SendMessage sqs:ReceiveMessage sqs:DeleteMessage sqs:PurgeQueue sqs:DeleteQueue sqs:SetQueueAttributes sqs:AddPermission sqs:GetQueueAttributes sqs:ChangeMessageVisibility sqs:StartMessageMoveTask',
  'dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query dynamodb:Scan dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:DeleteTable dynamodb:UpdateTable dynamodb:ExportTableToPointInTime dynamodb:PutResourcePolicy dynamodb:PartiQLSelect dynamodb:PartiQLUpdate dynamodb:DescribeTable',
  'lambda:InvokeFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration lambda:AddPermission lambda:DeleteFunction lambda:GetFunction lambda:CreateFunctionUrlConfig lambda:PublishVersion lambda:PutFunctionConcurrency lambda:TagResource lambda:RemovePermission lambda:GetPolicy',
  'kms:Decrypt kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom kms:ReEncryptTo kms:CreateGrant kms:PutKeyPolicy kms:ScheduleKeyDeletion kms:DisableKey kms:Sign kms:DescribeKey kms:RetireGrant kms:TagResource',
  'sts:AssumeRole iam:PassRole iam:UpdateAssumeRolePolicy iam:AttachRolePolicy iam:PutRolePolicy iam:DeleteRolePolicy iam:DetachRolePolicy iam:DeleteRole iam:TagRole iam:PutRolePermissionsBoundary',
]
  .join(' ')
  .split(' ')

const source = (name: string, ...statements: readonly object[]): Source => ({
  name,
  policy: parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })),
})
const allow = (Action: string | readonly string[], Resource: string | readonly string[], Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
})

const managed: readonly Source[] = [
  source('AdministratorAccess', allow('*', '*')),
  source('PowerUserAccess', { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }),
  source(
    'ReadOnlyAccess',
    allow(
      [
        'sqs:Get*',
        'sqs:List*',
        'dynamodb:Get*',
        'dynamodb:Describe*',
        'dynamodb:Query',
        'dynamodb:Scan',
        'lambda:Get*',
        'lambda:List*',
        'kms:Describe*',
        'kms:List*',
        'iam:Get*',
      ],
      '*',
    ),
  ),
  source('AmazonSQSFullAccess', allow('sqs:*', '*')),
  source('AmazonDynamoDBFullAccess', allow('dynamodb:*', '*')),
  source('AWSLambdaBasicExecutionRole', allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*')),
  ...Array.from({ length: 300 }, (_, team) =>
    source(
      `team-${team}`,
      allow(
        ['sqs:*', 'dynamodb:*Item', 'dynamodb:Query'],
        [`arn:aws:sqs:*:${account}:team${team}-*`, `arn:aws:dynamodb:*:${account}:table/team${team}-*`],
      ),
      allow(['lambda:InvokeFunction', 'lambda:GetFunction'], `arn:aws:lambda:*:${account}:function:team${team}-*`),
      { Effect: 'Deny', Action: ['sqs:DeleteQueue', 'dynamodb:DeleteTable'], Resource: '*' },
      allow(['kms:Decrypt', 'kms:GenerateDataKey*'], '*', { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } }),
    ),
  ),
]
const boundary = source('boundary', allow(['sqs:*', 'dynamodb:*', 'lambda:*', 'kms:*', 'logs:*', 's3:*'], '*'))

const roleOf = (index: number): AccountPrincipal => {
  const arn = `arn:aws:iam::${account}:role/team${index % 300}-${index}`
  const dice = random(1000)
  const attached = dice < 10 ? [0] : dice < 25 ? [1] : dice < 80 ? [2] : dice < 110 ? [3, 4] : [5, 6 + (index % 300)]
  return {
    principal: { type: 'role', account, arn },
    name: `team${index % 300}-${index}`,
    identity: [
      source(
        `inline ${index}`,
        allow(
          ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
          `arn:aws:sqs:${region}:${account}:team${index % 300}-${index}`,
        ),
        allow(
          ['dynamodb:GetItem', 'dynamodb:PutItem'],
          [
            `arn:aws:dynamodb:${region}:${account}:table/team${index % 300}-${index}`,
            `arn:aws:dynamodb:*:*:table/team${index % 300}-shared*`,
          ],
        ),
        allow('sts:AssumeRole', `arn:aws:iam::*:role/team${index % 300}-${(index * 7) % 5000}`),
      ),
      ...attached.flatMap((at) => managed[at] ?? []),
    ],
    boundary: dice > 900 ? boundary : null,
    managed: [],
    groups: [],
    trust: source(
      arn,
      dice % 3 === 0
        ? { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${account}:root` } }
        : { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ),
    onInstances: false,
    tags: {},
  }
}

const resourcesOf = (count: number, roles: readonly AccountPrincipal[]): readonly AccountResource[] => {
  const of = (arn: string, policy: Source | null): AccountResource => ({ arn, account, policy, grants: [] })
  const each = Math.floor((count - roles.length) / 4)
  return [
    ...roles.map(({ principal, trust }) => of(principal.arn, trust)),
    ...Array.from({ length: each }, (_, index) => {
      const name = `team${index % 300}-${index}`
      const queue = `arn:aws:sqs:${region}:${account}:${name}`
      const key = `arn:aws:kms:${region}:${account}:key/${name}`
      const role = roles[(index * 13) % roles.length]?.principal.arn
      return [
        of(
          queue,
          index % 2 === 0
            ? source(
                queue,
                {
                  Effect: 'Allow',
                  Action: 'sqs:SendMessage',
                  Resource: queue,
                  Principal: { Service: 'sns.amazonaws.com' },
                  Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:${region}:${account}:${name}` } },
                },
                {
                  Effect: 'Deny',
                  Action: 'sqs:*',
                  Resource: queue,
                  Principal: '*',
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
                ...(index % 10 === 0 ? [{ Effect: 'Allow', Action: 'sqs:*', Resource: queue, Principal: { AWS: role } }] : []),
              )
            : null,
        ),
        of(`arn:aws:dynamodb:${region}:${account}:table/${name}`, null),
        of(
          `arn:aws:lambda:${region}:${account}:function:${name}`,
          source(name, {
            Effect: 'Allow',
            Action: 'lambda:InvokeFunction',
            Resource: `arn:aws:lambda:${region}:${account}:function:${name}`,
            Principal: { Service: 'apigateway.amazonaws.com' },
          }),
        ),
        of(key, source(key, { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:aws:iam::${account}:root` } })),
      ]
    }).flat(),
  ]
}

const megabytes = (): number => Math.round(process.memoryUsage().rss / 2 ** 20)

const actions = await actionsIn({ not: false, patterns: wanted })
if (actions.length !== 60) throw new Error(`${actions.length} of 60 actions are known`)

const measured: { readonly size: number; readonly seconds: number }[] = []
for (const [roleCount, resourceCount] of [
  [625, 2_500],
  [1_250, 5_000],
  [2_500, 10_000],
  [5_000, 20_000],
] as const) {
  const principals = Array.from({ length: roleCount }, (_, index) => roleOf(index))
  const resources = resourcesOf(resourceCount, principals)
  const before = megabytes()
  const start = process.cpuUsage()
  const totals = { allowed: 0, conditional: 0, unknown: 0 }
  let entries = 0
  for (const { access, resources: reached } of accessIndex({ principals, resources, actions }).entries()) {
    entries += 1
    totals[access] += reached.size
  }
  // Time of the processor: what else runs on the machine does not count.
  const { user, system } = process.cpuUsage(start)
  const seconds = (user + system) / 1e6
  measured.push({ size: roleCount, seconds })
  const last = measured.at(-2)
  const exponent = last ? Math.log2(seconds / last.seconds).toFixed(2) : '-'
  console.log(
    `${roleCount} roles, ${resources.length} resources, ${actions.length} actions: ${seconds.toFixed(2)} s, ${megabytes()} MB (+${megabytes() - before}), growth ^${exponent}; ` +
      `${entries} entries: ${totals.allowed} allowed, ${totals.conditional} conditional, ${totals.unknown} unknown`,
  )
}
