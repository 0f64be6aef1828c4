// What watches over the reference account: log groups, trails, a pipe; no budget until somebody misses it.
import { RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling'
import { CreateBudgetCommand, CreateNotificationCommand } from '@aws-sdk/client-budgets'
import { CreateTrailCommand, PutEventSelectorsCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail'
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms'
import { CreatePipeCommand } from '@aws-sdk/client-pipes'
import { streamOf } from './dynamodb.ts'
import { functions } from './functions.ts'
import { account, arnOf, home, pilot, roleArn, tags, type Ground } from './ground.ts'
import type { Reference } from './reference.ts'

interface LogGroup {
  readonly name: string
  /** Days. */
  readonly retention?: number
  /** Alias of a key, or its description. */
  readonly key?: string
  readonly tags?: Record<string, string>
}

/** Whoever set these functions up forgot their log groups: one has no permission to make its own, one was never called. */
const unlogged = new Set(['customers-sync', 'legacy-sync'])

const searchKey = 'Trial by the search team'

const logGroups: readonly LogGroup[] = [
  ...functions.flatMap(({ name }): readonly LogGroup[] => (unlogged.has(name) ? [] : [{ name: `/aws/lambda/${name}` }])),
  { name: '/shop/audit', retention: 365, key: 'analytics', tags: tags('platform', 'restricted') },
  // Its key was taken for idle and disabled: nothing can be written or read any more.
  { name: '/shop/search', retention: 30, key: searchKey, tags: tags('search', 'internal') },
  { name: '/shop/access', retention: 30, tags: tags('platform', 'internal') },
]

export const createLogGroup = async (ground: Ground, { name, retention, key, tags: own }: LogGroup, { keys }: Reference): Promise<void> => {
  const { logs } = ground.in(home)
  await logs.send(
    new CreateLogGroupCommand({
      logGroupName: name,
      ...(key && { kmsKeyId: arnOf('kms', `key/${keys.get(key)}`) }),
      ...(own && { tags: own }),
    }),
  )
  if (retention) await logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: retention }))
}

/** What calls of which functions the trail records. */
const recorded = ['payments-worker', 'payments-webhook']

const buildTrails = async (ground: Ground, { keys }: Reference): Promise<void> => {
  const { cloudTrail } = ground.in(home)
  await cloudTrail.send(
    new CreateTrailCommand({
      Name: 'audit',
      S3BucketName: 'shop-audit',
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
      KmsKeyId: arnOf('kms', `key/${keys.get('analytics')}`),
    }),
  )
  await cloudTrail.send(new StartLoggingCommand({ Name: 'audit' }))
  await cloudTrail.send(
    new PutEventSelectorsCommand({
      TrailName: 'audit',
      AdvancedEventSelectors: [
        { Name: 'Management', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        {
          Name: 'Payments',
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::Lambda::Function'] },
            { Field: 'resources.ARN', Equals: recorded.map((name) => arnOf('lambda', `function:${name}`)) },
          ],
        },
      ],
    }),
  )
  // From the days of the pilot, stopped since.
  await ground
    .in(pilot)
    .cloudTrail.send(new CreateTrailCommand({ Name: 'pilot-everything', S3BucketName: 'shop-logs', IsMultiRegionTrail: true }))
}

/** Needs the functions, the tables and the buckets. */
export const buildObservability = async (ground: Ground, reference: Reference): Promise<void> => {
  for (const group of logGroups) await createLogGroup(ground, group, reference)
  const { kms, pipes } = ground.in(home)
  await kms.send(new DisableKeyCommand({ KeyId: reference.keys.get(searchKey) }))
  await buildTrails(ground, reference)
  await pipes.send(
    new CreatePipeCommand({
      Name: 'stock-to-warehouse',
      RoleArn: roleArn('bus-target'),
      Source: await streamOf(ground, 'stock'),
      SourceParameters: { DynamoDBStreamParameters: { StartingPosition: 'LATEST' } },
      Target: arnOf('sqs', 'partner-intake'),
    }),
  )
}

/** The second week: the log group that was missed, a key that was, a budget, and room for sessions. */
export const mendObservability = async (ground: Ground, reference: Reference): Promise<void> => {
  await createLogGroup(ground, { name: '/aws/lambda/customers-sync', retention: 30 }, reference)
  const { budgets, kms, scaling } = ground.in(home)
  await kms.send(new EnableKeyCommand({ KeyId: reference.keys.get(searchKey) }))
  await scaling.send(
    new RegisterScalableTargetCommand({
      ServiceNamespace: 'dynamodb',
      ResourceId: 'table/sessions',
      ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
      MinCapacity: 50,
      MaxCapacity: 2000,
    }),
  )
  await budgets.send(
    new CreateBudgetCommand({
      AccountId: account,
      Budget: { BudgetName: 'monthly', BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: '4000', Unit: 'USD' } },
    }),
  )
  await budgets.send(
    new CreateNotificationCommand({
      AccountId: account,
      BudgetName: 'monthly',
      Notification: { NotificationType: 'FORECASTED', ComparisonOperator: 'GREATER_THAN', Threshold: 100, ThresholdType: 'PERCENTAGE' },
      Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'platform@example.com' }],
    }),
  )
}
