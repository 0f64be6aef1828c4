// The reference account: a shop on SQS, Lambda and DynamoDB, partly well kept and partly not, and what happens to it in the weeks after.
import { PutAlternateContactCommand } from '@aws-sdk/client-account'
import { CreateBackupPlanCommand, CreateBackupVaultCommand } from '@aws-sdk/client-backup'
import { DisableKeyRotationCommand, EnableKeyRotationCommand } from '@aws-sdk/client-kms'
import { RemovePermissionCommand, UpdateFunctionUrlConfigCommand } from '@aws-sdk/client-lambda'
import { buildAnalytics, weekTwoAnalytics } from './analytics.ts'
import { buildConnections, weekTwoNetwork } from './analytics-network.ts'
import { buildApis, weekTwoApis } from './apigateway.ts'
import { buildTables, createTable, refundsTable, setPitr, updateTable } from './dynamodb.ts'
import { buildRepositories, weekTwoRepositories } from './ecr.ts'
import { buildEks, weekTwoEks } from './eks.ts'
import { buildBalancers, weekTwoBalancers } from './elbv2.ts'
import { account, home, type Ground } from './ground.ts'
import { buildPrincipals, createRole, createUser, enableMfa, setPasswordPolicy } from './iam.ts'
import { buildInstances, weekTwoInstances } from './instances.ts'
import { buildKeys, scheduleDeletions } from './kms.ts'
import { functions } from './functions.ts'
import { buildFunctions, createFunction, deleteFunction } from './lambda.ts'
import { buildMessaging, weekTwoMessaging } from './messaging.ts'
import { buildNetwork, type Network } from './network.ts'
import { buildObservability, mendObservability } from './observability.ts'
import { awsPolicy, roles, trust } from './principals.ts'
import { buildRds, weekTwoRds } from './rds.ts'
import { buildSecrets, weekTwoSecrets } from './secrets.ts'
import { buildBuckets, weekTwoBuckets } from './s3.ts'
import { buildQueues, createQueue, deleteQueue, redriveTo, setQueue, weekTwoQueues } from './sqs.ts'

/** Ids of keys by alias or description: what later weeks need to find them. */
export interface Reference {
  readonly keys: ReadonlyMap<string, string>
  readonly network: Network
  /** Names for what AWS gives ids to: builders add theirs. */
  readonly labels: Map<string, string>
}

/** Operations that are sent only where something is in use that the shop has not: domain names with routing rules, databases over several regions. */
export const neverAsked: ReadonlySet<string> = new Set(['apigateway:ListRoutingRules', 'rds:DescribeGlobalClusters'])

/** Builds the account on an empty emulator. */
export const buildReference = async (ground: Ground): Promise<Reference> => {
  await buildPrincipals(ground)
  await ground.age(380)
  const keys = await buildKeys(ground)
  await ground.age(360)
  const labels = new Map<string, string>()
  const reference: Reference = { keys, network: await buildNetwork(ground, labels), labels }
  await buildQueues(ground)
  await buildBuckets(ground, reference)
  await buildTables(ground, keys)
  await ground.age(200)
  await buildConnections(ground, reference)
  await buildInstances(ground, reference)
  await buildBalancers(ground, reference)
  await buildRepositories(ground, reference)
  await ground.age(120)
  await buildFunctions(ground, functions, reference.network)
  await buildEks(ground, reference)
  await buildRds(ground, reference)
  await ground.age(9)
  await scheduleDeletions(ground, keys)
  const { backup } = ground.in(home)
  await backup.send(new CreateBackupVaultCommand({ BackupVaultName: 'shop' }))
  await backup.send(
    new CreateBackupPlanCommand({
      BackupPlan: {
        BackupPlanName: 'daily',
        Rules: [{ RuleName: 'daily', TargetBackupVaultName: 'shop', ScheduleExpression: 'cron(0 3 * * ? *)' }],
      },
    }),
  )
  await buildObservability(ground, reference)
  await buildSecrets(ground, reference)
  await buildAnalytics(ground, reference)
  await buildApis(ground, reference)
  await buildMessaging(ground, reference)
  await ground.age(0)
  return reference
}

/** What a week brings: most of what the first report named is mended, something new appears, something is gone, two things get worse. */
export const week2 = async (ground: Ground, reference: Reference): Promise<void> => {
  const { keys } = reference
  const { account: contacts, kms, lambda } = ground.in(home)
  await ground.age(2)
  // Mended.
  for (const queue of weekTwoQueues) await createQueue(ground, queue)
  await setQueue(ground, 'notifications', {
    SqsManagedSseEnabled: 'true',
    RedrivePolicy: redriveTo('notifications-dlq'),
    VisibilityTimeout: '360',
  })
  await enableMfa(ground, 'ben.ortiz')
  await setPasswordPolicy(ground, 14, 24)
  await setPitr(ground, 'customers', true)
  await updateTable(ground, 'customers', { DeletionProtectionEnabled: true })
  await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName: 'payments-webhook', AuthType: 'AWS_IAM' }))
  for (const StatementId of ['url', 'quick-fix']) {
    await lambda.send(new RemovePermissionCommand({ FunctionName: 'payments-webhook', StatementId }))
  }
  await kms.send(new EnableKeyRotationCommand({ KeyId: keys.get('exports') }))
  await contacts.send(
    new PutAlternateContactCommand({
      AlternateContactType: 'SECURITY',
      Name: 'Security team',
      Title: 'On call',
      EmailAddress: 'security@example.com',
      PhoneNumber: '+49 30 5550100',
    }),
  )
  await createRole(ground, {
    name: 'support',
    trust: trust({ AWS: `arn:aws:iam::${account}:root` }),
    managed: [awsPolicy('AWSSupportAccess')],
  })
  await mendObservability(ground, reference)
  await weekTwoSecrets(ground, reference)
  await weekTwoAnalytics(ground)
  await weekTwoBuckets(ground, { keys })
  await weekTwoEks(ground)
  await weekTwoInstances(ground, reference)
  await weekTwoRepositories(ground)
  await weekTwoApis(ground, reference)
  await weekTwoMessaging(ground)
  await weekTwoRds(ground)
  await weekTwoNetwork(ground, reference)
  await weekTwoBalancers(ground)
  // Gone.
  await deleteQueue(ground, 'clickstream')
  await deleteFunction(ground, 'legacy-sync')
  // New: refunds, in a hurry.
  await ground.age(1)
  const like = roles.find(({ name }) => name === 'payments-worker')
  if (!like) throw new Error('the refunds role is a copy of payments-worker')
  await createRole(ground, { ...like, name: 'refunds-worker' })
  await createTable(ground, refundsTable, keys)
  await createFunction(ground, { name: 'refunds-worker', timeout: 30, sources: [{ queue: 'refunds', mapping: { BatchSize: 10 } }] })
  await createUser(ground, { name: 'fay.contractor', age: 3, console: true, groups: ['developers'] })
  // Worse than before.
  await ground.age(1)
  await updateTable(ground, 'orders', { DeletionProtectionEnabled: false })
  await kms.send(new DisableKeyRotationCommand({ KeyId: keys.get('orders') }))
  await ground.age(0)
}

/** A deployment from an old template undoes what was mended in the second week: findings open again. */
export const week3 = async (ground: Ground, { keys }: Reference): Promise<void> => {
  await ground.age(1)
  await setQueue(ground, 'notifications', { SqsManagedSseEnabled: 'false', VisibilityTimeout: '30' })
  await setPitr(ground, 'customers', false)
  await updateTable(ground, 'orders', { DeletionProtectionEnabled: true })
  await ground.in(home).kms.send(new EnableKeyRotationCommand({ KeyId: keys.get('orders') }))
  await ground.age(0)
}
