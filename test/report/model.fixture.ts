// A report model as a real scan gives it: three scans of one account, findings on SQS, Lambda, DynamoDB and IAM, some of it unreadable.
import type { CheckInfo } from '../../src/check/check.ts'
import type { ReportCheck, ReportModel } from '../../src/report/model.ts'
import { riskScore, severityOf } from '../../src/risk/severity.ts'
import type { Finding, FindingEvent, NotAssessed, StoredScan } from '../../src/store/store.ts'

export const account = '111122223333'
export const now = new Date('2026-11-23T10:05:00Z')
const region = 'eu-central-1'

const check = (on: string, info: Omit<CheckInfo, 'refs'> & Partial<Pick<CheckInfo, 'refs'>>): ReportCheck => {
  const score = riskScore(info.likelihood, info.impact)
  return { refs: {}, ...info, on, score, severity: severityOf(score) }
}

const allChecks: readonly ReportCheck[] = [
  check('AWS::SQS::Queue', {
    id: 'sqs-queue-policy-public',
    title: 'Queue policies grant nothing to everyone',
    threats: ['data-tampering', 'unauthorized-access'],
    mitigation: 'public-access-block',
    likelihood: 4,
    impact: 5,
    cost: { level: 0, note: 'Free.' },
    why: 'Anyone with an AWS account can send messages, and whoever consumes them acts on what strangers wrote.',
    fix: {
      cli: 'aws sqs set-queue-attributes --queue-url <queue-url> \\\n  --attributes file://policy.json',
      terraform:
        'resource "aws_sqs_queue_policy" "<name>" {\n  queue_url = aws_sqs_queue.<name>.id\n  policy    = data.aws_iam_policy_document.<name>.json\n}',
    },
    refs: {
      fsbp: ['SQS.3'],
      docs: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html'],
    },
  }),
  check('AWS::SQS::Queue', {
    id: 'sqs-queue-encryption',
    title: 'Messages are encrypted at rest',
    threats: ['data-exfiltration'],
    mitigation: 'encryption-at-rest-kms',
    likelihood: 2,
    impact: 4,
    cost: { level: 1, note: 'SSE-SQS is free; SSE-KMS adds a KMS request per data key reuse period.' },
    why: 'Whoever reaches the storage under an unencrypted queue reads its messages.',
    fix: {
      cli: 'aws sqs set-queue-attributes --queue-url <queue-url> --attributes SqsManagedSseEnabled=true',
      terraform: 'resource "aws_sqs_queue" "<name>" {\n  sqs_managed_sse_enabled = true\n}',
    },
    refs: { fsbp: ['SQS.1'] },
  }),
  check('AWS::SQS::Queue', {
    id: 'sqs-queue-dead-letter',
    title: 'Queues have a dead-letter queue',
    threats: ['denial-of-service'],
    mitigation: 'failure-isolation',
    likelihood: 3,
    impact: 3,
    cost: { level: 0, note: 'Free until messages land there.' },
    why: 'A message that cannot be processed comes back until it expires, blocks its consumer and is lost without a trace.',
    fix: {
      cli: `aws sqs set-queue-attributes --queue-url <queue-url> --attributes '{"RedrivePolicy":"{\\"deadLetterTargetArn\\":\\"<arn>\\",\\"maxReceiveCount\\":\\"5\\"}"}'`,
      terraform: 'redrive_policy = jsonencode({\n  deadLetterTargetArn = aws_sqs_queue.<name>_dlq.arn\n  maxReceiveCount     = 5\n})',
    },
  }),
  check('AWS::Lambda::Function', {
    id: 'lambda-function-runtime-supported',
    title: 'Functions run on a runtime that still gets security patches',
    threats: ['insecure-dependencies'],
    mitigation: 'patching',
    likelihood: 3,
    impact: 4,
    cost: { level: 2, note: 'The code has to be tested on the new runtime.' },
    why: 'Known holes in the language runtime stay open for good.',
    fix: {
      cli: 'aws lambda update-function-configuration --function-name <name> --runtime nodejs24.x',
      terraform: 'resource "aws_lambda_function" "<name>" {\n  runtime = "nodejs24.x"\n}',
    },
    refs: { fsbp: ['Lambda.2'], docs: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'] },
  }),
  check('AWS::Lambda::Url', {
    id: 'lambda-function-url-unauthenticated',
    title: 'Function URLs demand IAM authentication',
    threats: ['unauthorized-access'],
    mitigation: 'api-authentication',
    likelihood: 5,
    impact: 4,
    cost: { level: 1, note: 'Callers have to sign their requests.' },
    why: 'Whoever finds the URL calls the function, with the rights of its role.',
    fix: {
      cli: 'aws lambda update-function-url-config --function-name <name> --auth-type AWS_IAM',
      terraform: 'resource "aws_lambda_function_url" "<name>" {\n  authorization_type = "AWS_IAM"\n}',
    },
  }),
  check('AWS::DynamoDB::Table', {
    id: 'dynamodb-table-pitr',
    title: 'Point-in-time recovery is on',
    threats: ['detection-and-recovery'],
    mitigation: 'backup-and-restore',
    likelihood: 3,
    impact: 5,
    cost: { level: 2, note: 'About a fifth of the price of the stored data.' },
    why: 'What a bad deployment or an intruder overwrites or deletes cannot be brought back.',
    fix: {
      cli: 'aws dynamodb update-continuous-backups --table-name <name> \\\n  --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
      terraform: 'resource "aws_dynamodb_table" "<name>" {\n  point_in_time_recovery {\n    enabled = true\n  }\n}',
    },
    refs: { fsbp: ['DynamoDB.2'] },
  }),
  check('AWS::DynamoDB::Table', {
    id: 'dynamodb-table-deletion-protection',
    title: 'Tables have deletion protection',
    threats: ['detection-and-recovery', 'denial-of-service'],
    mitigation: 'deletion-protection',
    likelihood: 2,
    impact: 2,
    cost: { level: 0, note: 'Free.' },
    why: 'One mistaken call removes the table with everything in it.',
    fix: {
      cli: 'aws dynamodb update-table --table-name <name> --deletion-protection-enabled',
      terraform: 'deletion_protection_enabled = true',
    },
  }),
  check('AWS::IAM::User', {
    id: 'iam-access-key-rotation',
    title: 'Access keys are at most 90 days old',
    threats: ['unauthorized-access'],
    mitigation: 'credential-hygiene',
    likelihood: 3,
    impact: 5,
    cost: { level: 1, note: 'Whatever uses the key has to be given the new one.' },
    why: 'The older a key, the more places it has been copied to; one leak is enough.',
    fix: {
      cli: 'aws iam create-access-key --user-name <user>\naws iam update-access-key --user-name <user> --access-key-id <old> --status Inactive',
      terraform: '# Give the workload a role instead of a user with a key.',
    },
    refs: { fsbp: ['IAM.3'], cis: ['v7.0:1.13'] },
  }),
  check('AWS::IAM::Root', {
    id: 'iam-root-mfa',
    title: 'The root user has MFA',
    threats: ['unauthorized-access'],
    mitigation: 'mfa',
    likelihood: 3,
    impact: 5,
    cost: { level: 0, note: 'Free.' },
    why: 'A stolen password is enough to own the account.',
    fix: {
      cli: '# In the console, signed in as root: Security credentials, Assign MFA device.',
      terraform: '# Not possible with Terraform.',
    },
  }),
]
export const checks: ReadonlyMap<string, ReportCheck> = new Map(allChecks.map((info) => [info.id, info]))

const id = (number: number): string => `F-${String(number).padStart(8, '0')}`
type Spec = readonly [
  check: string,
  kind: string,
  name: string,
  arn: string,
  evidence: Finding['evidence'],
  firstSeen: string,
  more?: Partial<Finding>,
]
const finding = ([of, kind, name, resource, evidence, firstSeen, more]: Spec, index: number): Finding => {
  const info = checks.get(of)
  if (!info) throw new Error(`no check ${of}`)
  return {
    id: id(index + 1),
    check: of,
    discriminator: '',
    resource,
    kind,
    name,
    account,
    region: kind.startsWith('AWS::IAM') ? 'global' : region,
    status: 'open',
    severity: info.severity,
    score: info.score,
    evidence,
    firstSeen: new Date(firstSeen),
    changedAt: new Date(firstSeen),
    resolvedAt: null,
    resolvedReason: null,
    notVerifiedSince: null,
    waiver: null,
    ...more,
  }
}
const queue = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`
const lambda = (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`
const table = (name: string) => `arn:aws:dynamodb:${region}:${account}:table/${name}`
const user = (name: string) => `arn:aws:iam::${account}:user/${name}`
const today = '2026-11-23T10:02:17Z'

/** A tag-like name that tries a little of everything. Queues cannot be called this; the next service's resources can. */
export const hostileName = '<img src=x onerror=alert(1)>\u202Egnp.\x1b[31mred\x07'

export const findings: readonly Finding[] = (
  [
    [
      'sqs-queue-policy-public',
      'AWS::SQS::Queue',
      'orders-in',
      queue('orders-in'),
      { Sid: 'AllowS3', Principal: '*', Action: ['sqs:SendMessage'], Condition: null },
      today,
    ],
    ['lambda-function-url-unauthenticated', 'AWS::Lambda::Url', 'webhook', lambda('webhook'), { AuthType: 'NONE' }, '2026-11-16T08:00:00Z'],
    [
      'dynamodb-table-pitr',
      'AWS::DynamoDB::Table',
      'customers',
      table('customers'),
      { PointInTimeRecoveryStatus: 'DISABLED' },
      '2026-11-20T08:00:00Z',
    ],
    [
      'dynamodb-table-pitr',
      'AWS::DynamoDB::Table',
      'orders',
      table('orders'),
      { PointInTimeRecoveryStatus: 'DISABLED' },
      '2026-10-14T08:00:00Z',
      { notVerifiedSince: new Date(today) },
    ],
    [
      'dynamodb-table-pitr',
      'AWS::DynamoDB::Table',
      'cart-sessions',
      table('cart-sessions'),
      { PointInTimeRecoveryStatus: 'DISABLED' },
      '2026-10-14T08:00:00Z',
      { waiver: 'W-2026-014' },
    ],
    [
      'lambda-function-runtime-supported',
      'AWS::Lambda::Function',
      'export',
      lambda('export'),
      { Runtime: 'nodejs16.x', DeprecatedSince: '2024-06-12' },
      '2026-10-14T08:00:00Z',
    ],
    [
      'lambda-function-runtime-supported',
      'AWS::Lambda::Function',
      'thumbnails',
      lambda('thumbnails'),
      { Runtime: 'python3.8', DeprecatedSince: '2024-10-14' },
      '2026-10-14T08:00:00Z',
    ],
    [
      'iam-access-key-rotation',
      'AWS::IAM::User',
      'ci-deploy',
      user('ci-deploy'),
      { AccessKeyAgeDays: 412, LastUsedService: 's3' },
      '2026-11-16T08:00:00Z',
      { discriminator: 'AKIA…7Q2K' },
    ],
    [
      'iam-access-key-rotation',
      'AWS::IAM::User',
      hostileName,
      user('intern'),
      { AccessKeyAgeDays: 97, LastUsedService: null },
      today,
      { discriminator: 'AKIA…H41B' },
    ],
    [
      'sqs-queue-encryption',
      'AWS::SQS::Queue',
      'orders-in',
      queue('orders-in'),
      { KmsMasterKeyId: null, SqsManagedSseEnabled: false },
      '2026-10-14T08:00:00Z',
    ],
    [
      'sqs-queue-encryption',
      'AWS::SQS::Queue',
      'audit-events',
      queue('audit-events'),
      { KmsMasterKeyId: null, SqsManagedSseEnabled: false },
      '2026-10-14T08:00:00Z',
    ],
    ['sqs-queue-dead-letter', 'AWS::SQS::Queue', 'orders-in', queue('orders-in'), { RedrivePolicy: null }, '2026-10-14T08:00:00Z'],
    [
      'dynamodb-table-deletion-protection',
      'AWS::DynamoDB::Table',
      'orders',
      table('orders'),
      { DeletionProtectionEnabled: false },
      '2026-10-14T08:00:00Z',
    ],
    [
      'sqs-queue-dead-letter',
      'AWS::SQS::Queue',
      'thumbnails-in',
      queue('thumbnails-in'),
      { RedrivePolicy: null },
      '2026-10-14T08:00:00Z',
      { status: 'resolved', resolvedAt: new Date(today), changedAt: new Date(today), resolvedReason: 'passed' },
    ],
    [
      'lambda-function-url-unauthenticated',
      'AWS::Lambda::Url',
      'preview',
      lambda('preview'),
      { AuthType: 'NONE' },
      '2026-11-16T08:00:00Z',
      { status: 'resolved', resolvedAt: new Date(today), changedAt: new Date(today), resolvedReason: 'resource-gone' },
    ],
  ] as const satisfies readonly Spec[]
).map(finding)

const gap = (of: Pick<NotAssessed, 'check'> & Partial<NotAssessed>): NotAssessed => ({
  region,
  verdict: 'unknown',
  resources: 1,
  examples: [],
  operation: null,
  action: null,
  reason: 'denied',
  message: '',
  ...of,
})
const denied = `User: arn:aws:sts::${account}:assumed-role/ParapetAudit/s is not authorized to perform: dynamodb:DescribeContinuousBackups because no identity-based policy allows the action`

export const notAssessed: readonly NotAssessed[] = [
  gap({
    check: 'dynamodb-table-pitr',
    resources: 2,
    examples: [table('ledger'), table('orders')],
    operation: 'dynamodb:DescribeContinuousBackups',
    action: 'dynamodb:DescribeContinuousBackups',
    message: denied,
  }),
  gap({
    check: 'iam-root-mfa',
    region: 'global',
    verdict: 'blind',
    resources: 0,
    operation: 'iam:GetAccountSummary',
    action: 'iam:GetAccountSummary',
    message: 'AccessDenied: explicit deny in a service control policy',
  }),
  gap({
    check: 'sqs-queue-encryption',
    resources: 1,
    examples: [queue('bulk-import')],
    operation: 'sqs:GetQueueAttributes',
    action: 'sqs:GetQueueAttributes',
    reason: 'timeout',
    message: 'no complete answer within 30 s',
  }),
]

const scan = (of: Pick<StoredScan, 'id' | 'startedAt' | 'open'> & Partial<StoredScan>): StoredScan => ({
  account,
  caller: `arn:aws:sts::${account}:assumed-role/ParapetAudit/parapet`,
  endpoint: null,
  regions: [region, 'us-east-1'],
  finishedAt: new Date(of.startedAt.getTime() + 69_000),
  state: 'complete',
  note: null,
  calls: 1240,
  resources: 213,
  verdicts: { pass: 118, fail: 13, unknown: 0, 'not-applicable': 22, error: 0 },
  checks: allChecks.map((info) => info.id),
  version: '0.1.0',
  ...of,
})

export const trend: readonly StoredScan[] = [
  scan({
    id: '2026-10-14T08-00-00Z-a1b2',
    startedAt: new Date('2026-10-14T08:00:00Z'),
    open: { critical: 0, high: 4, medium: 6, low: 2, informational: 0 },
    verdicts: { pass: 96, fail: 12, unknown: 14, 'not-applicable': 20, error: 0 },
    state: 'partial',
  }),
  scan({
    id: '2026-10-28T08-00-00Z-b2c3',
    startedAt: new Date('2026-10-28T08:00:00Z'),
    open: { critical: 0, high: 4, medium: 5, low: 1, informational: 0 },
  }),
  scan({
    id: '2026-11-09T08-00-00Z-c3d4',
    startedAt: new Date('2026-11-09T08:00:00Z'),
    open: { critical: 1, high: 3, medium: 5, low: 1, informational: 1 },
  }),
  scan({
    id: '2026-11-16T08-00-00Z-d4e5',
    startedAt: new Date('2026-11-16T08:00:00Z'),
    open: { critical: 2, high: 4, medium: 4, low: 1, informational: 0 },
    checks: allChecks.map((info) => info.id).slice(0, 8),
  }),
  scan({
    id: '2026-11-23T10-02-17Z-e5f6',
    startedAt: new Date(today),
    open: { critical: 2, high: 6, medium: 3, low: 1, informational: 0 },
    state: 'partial',
    note: '3 operations were not answered in eu-central-1 and global',
    verdicts: { pass: 117, fail: 13, unknown: 3, 'not-applicable': 22, error: 0 },
  }),
]

const last = trend[4] as StoredScan
export const model: ReportModel = {
  version: '0.1.0',
  generatedAt: now,
  scan: last,
  previous: trend[3],
  checks,
  findings,
  changes: {
    opened: [id(1), id(9)],
    reopened: [],
    resolved: [id(14), id(15)],
    severityChanged: [],
    evidenceChanged: [id(8)],
    notVerified: [id(4)],
    held: [{ kind: 'AWS::SQS::Queue', region: 'us-east-1', vanished: 18, known: 20 }],
  },
  coverage: [
    {
      account,
      region,
      operation: 'dynamodb:DescribeContinuousBackups',
      kind: 'AWS::DynamoDB::Table',
      facet: 'continuousBackups',
      outcome: 'denied',
      code: 'AccessDeniedException',
      message: denied,
      count: 2,
      examples: [table('ledger'), table('orders')],
    },
    {
      account,
      region: 'global',
      operation: 'iam:GetAccountSummary',
      kind: 'AWS::IAM::Root',
      facet: 'list',
      outcome: 'denied',
      code: 'AccessDenied',
      message: 'explicit deny in a service control policy',
      count: 1,
      examples: [],
    },
    {
      account,
      region,
      operation: 'sqs:GetQueueAttributes',
      kind: 'AWS::SQS::Queue',
      facet: 'attributes',
      outcome: 'timeout',
      code: null,
      message: 'no complete answer within 30 s',
      count: 1,
      examples: [queue('bulk-import')],
    },
  ],
  notAssessed,
  assessedPercent: 98,
  trend,
  waivers: [
    {
      id: 'W-2026-014',
      owner: 'team-identity@example.com',
      reason: 'Cart data is rebuilt from the event log; loss costs one reload.',
      expires: '2026-11-29',
      expired: false,
      matches: 1,
      ticket: 'SEC-4412',
    },
    {
      id: 'W-2026-002',
      owner: 'team-orders@example.com',
      reason: 'Queue moves to the new account in autumn.',
      expires: '2026-11-20',
      expired: true,
      matches: 2,
    },
    { id: 'W-2026-009', owner: 'platform@example.com', reason: 'Legacy importer.', expires: '2027-03-31', expired: false, matches: 0 },
  ],
  gate: { passed: false, reasons: ['8 findings at high or above', '1 finding is new at high or above'], exitCode: 1 },
}

export const events: readonly FindingEvent[] = [
  { finding: id(8), scan: trend[3]?.id ?? '', at: new Date('2026-11-16T08:00:00Z'), event: 'opened', detail: {} },
  {
    finding: id(8),
    scan: last.id,
    at: new Date(today),
    event: 'evidence-changed',
    detail: { from: { AccessKeyAgeDays: 405 }, to: { AccessKeyAgeDays: 412 } },
  },
]

/** The quietest report there is: everything was read, nothing is open, no scan before. */
export const clean: ReportModel = {
  ...model,
  scan: scan({
    id: '2026-11-23T10-02-17Z-e5f6',
    startedAt: new Date(today),
    open: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 },
    verdicts: { pass: 131, fail: 0, unknown: 0, 'not-applicable': 22, error: 0 },
  }),
  previous: undefined,
  findings: [],
  changes: { opened: [], reopened: [], resolved: [], severityChanged: [], evidenceChanged: [], notVerified: [], held: [] },
  coverage: [],
  notAssessed: [],
  assessedPercent: 100,
  trend: [],
  waivers: [],
  gate: undefined,
}
