// How long it takes to find who can become administrator, in accounts of growing size: `npm run bench:escalation`. Prints time, memory and the growth exponent.
import { accountFromIam, type IamPolicy, type IamRole } from '../src/iam/access/from-iam.ts'
import { escalationsIn } from '../src/iam/escalation.ts'

const account = '111122223333'
const document = (...statements: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const allow = (Action: string | readonly string[], Resource: string | readonly string[]): object => ({ Effect: 'Allow', Action, Resource })

const policy = (name: string, ...statements: readonly object[]): IamPolicy => ({
  arn: `arn:aws:iam::${account}:policy/${name}`,
  name,
  account,
  base: { Document: document(...statements) },
})
const policies = [
  policy('administrator', allow('*', '*')),
  policy('power', { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }),
  policy('reader', allow(['iam:Get*', 'iam:List*', 'ec2:Describe*', 's3:Get*', 's3:List*'], '*')),
  policy('logs', allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*')),
  policy('deploy', allow(['cloudformation:*', 'lambda:*', 'iam:PassRole'], '*')),
  ...Array.from({ length: 300 }, (_, team) =>
    policy(
      `team-${team}`,
      allow(
        ['lambda:*', 'states:*', 'ecs:*'],
        [`arn:aws:lambda:*:${account}:function:team${team}-*`, `arn:aws:states:*:${account}:*:team${team}-*`],
      ),
      allow('iam:PassRole', `arn:aws:iam::${account}:role/team${team}-*`),
      allow('sts:AssumeRole', `arn:aws:iam::${account}:role/team${team}-*`),
    ),
  ),
]

const roleOf = (index: number): IamRole => {
  const name = `team${index % 300}-${index}`
  const attached =
    index % 200 === 0
      ? 'administrator'
      : index % 40 === 1
        ? 'power'
        : index % 400 === 2
          ? 'deploy'
          : index % 5 === 3
            ? 'reader'
            : `team-${index % 300}`
  return {
    arn: `arn:aws:iam::${account}:role/${name}`,
    name,
    account,
    base: {
      RoleId: `AROA${index}`,
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal:
          index % 3 === 0
            ? { AWS: `arn:aws:iam::${account}:root` }
            : { Service: index % 2 === 0 ? 'lambda.amazonaws.com' : 'ec2.amazonaws.com' },
      }),
      RolePolicyList: [
        {
          PolicyName: 'own',
          PolicyDocument: document(allow(['sqs:SendMessage', 'sqs:ReceiveMessage'], `arn:aws:sqs:eu-west-1:${account}:${name}`)),
        },
      ],
      AttachedManagedPolicies: [
        { PolicyArn: `arn:aws:iam::${account}:policy/${attached}` },
        { PolicyArn: `arn:aws:iam::${account}:policy/logs` },
      ],
      PermissionsBoundary: undefined,
      InstanceProfileList: index % 6 === 5 ? ['profile'] : [],
      Tags: {},
    },
  }
}

let last: number | undefined
for (const size of [625, 1_250, 2_500, 5_000]) {
  const roles = Array.from({ length: size }, (_, index) => roleOf(index))
  const start = process.cpuUsage()
  const { standings } = escalationsIn(accountFromIam(account, { users: [], groups: [], roles, policies }), new Date('2026-06-01T12:00:00Z'))
  const { user, system } = process.cpuUsage(start)
  const seconds = (user + system) / 1e6
  const all = [...standings.values()]
  const exponent = last === undefined ? '-' : Math.log2(seconds / last).toFixed(2)
  last = seconds
  console.log(
    `${size} roles: ${seconds.toFixed(2)} s, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB, growth ^${exponent}; ` +
      `${all.filter(({ administrator }) => administrator === 'yes').length} administrators, ${all.filter(({ route }) => route.length > 0).length} can become one`,
  )
}
