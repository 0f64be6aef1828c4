// Amazon DynamoDB: encryption, recovery, protection and capacity of tables.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'

const developerGuide = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'

export const tableCustomerKey = defineCheck({
  id: 'dynamodb-table-kms-cmk',
  title: 'Tables with sensitive data use a customer managed key',
  on: 'AWS::DynamoDB::Table',
  needs: ['description', 'tags'],
  across: { 'encrypted-with': ['metadata'] },
  uses: ['dataClassTags', 'sensitiveClasses'],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-at-rest-kms',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'A key costs a fixed amount a month and each KMS request a little; DynamoDB caches data keys, so latency hardly changes. Whoever loses the key loses the table.',
  },
  why: 'DynamoDB encrypts every table, but under its own key the right to read the table is all that anybody needs. With a customer managed key, reading takes a second permission that you can audit, narrow and withdraw.',
  fix: {
    cli: 'aws dynamodb update-table --table-name <table> --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=<key-arn>',
    terraform: `resource "aws_dynamodb_table" "<table>" {
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.<key>.arn
  }
}`,
  },
  refs: { docs: [`${developerGuide}/encryption.usagenotes.html`, `${developerGuide}/EncryptionAtRest.html`] },
  test: (table, settings) => {
    const dataClass = sensitiveClassOf(table.tags, settings)
    if (dataClass === undefined) return notApplicable({ dataClass: null })
    const sse = table.description.SSEDescription
    const evidence = {
      dataClass,
      SSEType: sse?.SSEType ?? null,
      Status: sse?.Status ?? null,
      KMSMasterKeyArn: sse?.KMSMasterKeyArn ?? null,
    }
    if (sse?.SSEType !== 'KMS' || sse.Status !== 'ENABLED') return fail(evidence)
    const [key] = table['encrypted-with']
    if (!key) return fail(evidence)
    if (!key.found) {
      // A key of another account can only be a customer managed one. Its state cannot be seen, but DynamoDB says when it lost access.
      return key.foreign && !sse.InaccessibleEncryptionDateTime
        ? pass({ ...evidence, foreignKey: true })
        : fail({ ...evidence, keyFound: false })
    }
    const { KeyManager, KeyState } = key.node.metadata
    return (KeyManager === 'CUSTOMER' && KeyState === 'Enabled' ? pass : fail)({ ...evidence, KeyManager, KeyState })
  },
})

export const tablePointInTimeRecovery = defineCheck({
  id: 'dynamodb-table-pitr',
  title: 'Point-in-time recovery is on',
  on: 'AWS::DynamoDB::Table',
  needs: ['continuousBackups'],
  threats: ['detection-and-recovery', 'data-tampering'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 4,
  cost: { level: 2, note: 'Charged by the size of the table each month; reads and writes do not get slower.' },
  why: 'A faulty release or an intruder who overwrites items leaves nothing to go back to. Point-in-time recovery restores any second of the last days into a new table.',
  fix: {
    cli: 'aws dynamodb update-continuous-backups --table-name <table> --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
    terraform: `resource "aws_dynamodb_table" "<table>" {
  point_in_time_recovery {
    enabled = true
  }
}`,
  },
  refs: { fsbp: ['DynamoDB.2'], docs: [`${developerGuide}/Point-in-time-recovery.html`] },
  test: ({ continuousBackups: { PointInTimeRecoveryStatus, RecoveryPeriodInDays } }) =>
    PointInTimeRecoveryStatus === 'ENABLED'
      ? pass({ PointInTimeRecoveryStatus, RecoveryPeriodInDays: RecoveryPeriodInDays ?? null })
      : fail({ PointInTimeRecoveryStatus }),
})

/** A month and the days that a monthly plan may slip. */
const recentDays = 35

export const tableBackup = defineCheck({
  id: 'dynamodb-table-backup-plan',
  title: 'Tables are in a backup plan or have a recent on-demand backup',
  on: 'AWS::DynamoDB::Table',
  needs: ['description', 'backups', 'protectedResource'],
  uses: ['now'],
  threats: ['detection-and-recovery'],
  mitigation: 'backup-and-restore',
  likelihood: 2,
  impact: 4,
  cost: { level: 2, note: 'Backup storage is charged by size each month; taking a backup uses no capacity of the table.' },
  why: 'Point-in-time recovery ends with its window, and can be switched off by whoever may change the table. Only a backup that is kept apart survives a mistake that is found late, or an intruder with rights on DynamoDB.',
  fix: {
    cli: `aws backup create-backup-selection --backup-plan-id <plan-id> --backup-selection '{"SelectionName":"<name>","IamRoleArn":"<role-arn>","Resources":["<table-arn>"]}'`,
    terraform: `resource "aws_backup_selection" "<name>" {
  name         = "<name>"
  plan_id      = aws_backup_plan.<plan>.id
  iam_role_arn = aws_iam_role.<backup>.arn
  resources    = [aws_dynamodb_table.<table>.arn]
}`,
  },
  refs: {
    fsbp: ['DynamoDB.4'],
    docs: [`${developerGuide}/CreateBackupAWS.html`, 'https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html'],
  },
  test: (table, { now }) => {
    // A backup from before the table was created is one of an earlier table of the same name.
    const oldest = Math.max(now.getTime() - recentDays * 24 * 60 * 60 * 1000, table.description.CreationDateTime.getTime())
    const times = table.backups.flatMap(({ BackupStatus, BackupCreationDateTime: time }) =>
      BackupStatus === 'AVAILABLE' && time ? [time.getTime()] : [],
    )
    const latest = times.length > 0 ? Math.max(...times) : undefined
    if (latest !== undefined && latest >= oldest) return pass({ by: 'on-demand backup', days: recentDays })
    const planned = table.protectedResource?.LastBackupTime
    if (planned && planned.getTime() >= oldest) return pass({ by: 'AWS Backup', days: recentDays })
    return fail({
      days: recentDays,
      LastBackupTime: planned?.toISOString() ?? null,
      BackupCreationDateTime: latest === undefined ? null : new Date(latest).toISOString(),
    })
  },
})

export const tableDeletionProtection = defineCheck({
  id: 'dynamodb-table-deletion-protection',
  title: 'Tables have deletion protection',
  on: 'AWS::DynamoDB::Table',
  needs: ['description'],
  threats: ['data-tampering', 'denial-of-service'],
  mitigation: 'deletion-protection',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Deleting the table on purpose takes one more step.' },
  why: 'One mistaken call, or one stack that is torn down in the wrong account, deletes the table with everything in it.',
  fix: {
    cli: 'aws dynamodb update-table --table-name <table> --deletion-protection-enabled',
    terraform: `resource "aws_dynamodb_table" "<table>" {
  deletion_protection_enabled = true
}`,
  },
  refs: { fsbp: ['DynamoDB.6'], docs: [`${developerGuide}/WorkingWithTables.Basics.html`] },
  test: ({ description: { DeletionProtectionEnabled } }) =>
    DeletionProtectionEnabled
      ? pass({ DeletionProtectionEnabled })
      : fail({ DeletionProtectionEnabled: DeletionProtectionEnabled ?? null }),
})

/** What is wrong with the scaling of one dimension of a table or an index; `null` where it follows demand. */
const flawOf = (
  ResourceId: string,
  dimension: string,
  targets: FacetValue<'AWS::DynamoDB::Table', 'scalableTargets'>,
  policies: FacetValue<'AWS::DynamoDB::Table', 'scalingPolicies'>,
): string | null => {
  const isIt = (one: { readonly ResourceId: string | undefined; readonly ScalableDimension: string | undefined }): boolean =>
    one.ResourceId === ResourceId && one.ScalableDimension === dimension
  const target = targets.find(isIt)
  if (!target) return 'no scalable target'
  if (target.SuspendedState?.DynamicScalingOutSuspended) return 'scaling out is suspended'
  return policies.some(isIt) ? null : 'no scaling policy'
}

export const tableScaling = defineCheck({
  id: 'dynamodb-table-autoscaling',
  title: 'Table capacity follows demand',
  on: 'AWS::DynamoDB::Table',
  needs: ['description', 'scalableTargets', 'scalingPolicies'],
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'autoscaling',
  likelihood: 3,
  impact: 3,
  cost: {
    level: 1,
    note: 'Scaling itself is free and reacts within minutes; on-demand absorbs spikes at once, at a higher price for each request.',
  },
  why: 'At a fixed capacity DynamoDB throttles whatever exceeds it: one busy or hostile client takes the table from everybody else.',
  fix: {
    cli: `aws dynamodb update-table --table-name <table> --billing-mode PAY_PER_REQUEST
# or keep provisioned capacity and let it scale, for ReadCapacityUnits and WriteCapacityUnits each:
aws application-autoscaling register-scalable-target --service-namespace dynamodb --resource-id table/<table> --scalable-dimension dynamodb:table:ReadCapacityUnits --min-capacity <min> --max-capacity <max>
aws application-autoscaling put-scaling-policy --service-namespace dynamodb --resource-id table/<table> --scalable-dimension dynamodb:table:ReadCapacityUnits --policy-name <name> --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration '{"TargetValue":70,"PredefinedMetricSpecification":{"PredefinedMetricType":"DynamoDBReadCapacityUtilization"}}'`,
    terraform: `resource "aws_dynamodb_table" "<table>" {
  billing_mode = "PAY_PER_REQUEST"
}`,
  },
  refs: { fsbp: ['DynamoDB.1'], docs: [`${developerGuide}/AutoScaling.html`, `${developerGuide}/capacity-mode.html`] },
  test: (table) => {
    if (table.description.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return pass({ BillingMode: 'PAY_PER_REQUEST' })
    const flaw = (units: string): string | null =>
      flawOf(`table/${table.name}`, `dynamodb:table:${units}`, table.scalableTargets, table.scalingPolicies)
    const ReadCapacityUnits = flaw('ReadCapacityUnits')
    const WriteCapacityUnits = flaw('WriteCapacityUnits')
    return ReadCapacityUnits === null && WriteCapacityUnits === null
      ? pass({ BillingMode: 'PROVISIONED' })
      : fail({ BillingMode: 'PROVISIONED', ReadCapacityUnits, WriteCapacityUnits })
  },
})

export const indexScaling = defineCheck({
  id: 'dynamodb-gsi-autoscaling',
  title: 'Global secondary indexes scale with their table',
  on: 'AWS::DynamoDB::Table',
  needs: ['description', 'scalableTargets'],
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'autoscaling',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'Scaling itself is free; an index that scales is charged for the capacity that it takes.' },
  why: 'Every write to the table is written to its indexes too. An index that runs out of capacity throttles writes to the table, however much capacity the table has left.',
  fix: {
    cli: `# for ReadCapacityUnits and WriteCapacityUnits each:
aws application-autoscaling register-scalable-target --service-namespace dynamodb --resource-id table/<table>/index/<index> --scalable-dimension dynamodb:index:WriteCapacityUnits --min-capacity <min> --max-capacity <max>
aws application-autoscaling put-scaling-policy --service-namespace dynamodb --resource-id table/<table>/index/<index> --scalable-dimension dynamodb:index:WriteCapacityUnits --policy-name <name> --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration '{"TargetValue":70,"PredefinedMetricSpecification":{"PredefinedMetricType":"DynamoDBWriteCapacityUtilization"}}'`,
    terraform: `resource "aws_appautoscaling_target" "<name>" {
  service_namespace  = "dynamodb"
  resource_id        = "table/<table>/index/<index>"
  scalable_dimension = "dynamodb:index:WriteCapacityUnits"
  min_capacity       = <min>
  max_capacity       = <max>
}`,
  },
  refs: { docs: [`${developerGuide}/AutoScaling.html`, `${developerGuide}/GSI.html`] },
  test: (table) => {
    const { BillingModeSummary, GlobalSecondaryIndexes: indexes } = table.description
    if (BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return notApplicable({ BillingMode: 'PAY_PER_REQUEST' })
    if (indexes.length === 0) return notApplicable({ GlobalSecondaryIndexes: 0 })
    const failures = indexes.flatMap(({ IndexName = '' }) => {
      const missing = ['ReadCapacityUnits', 'WriteCapacityUnits'].filter(
        (units) =>
          !table.scalableTargets.some(
            ({ ResourceId, ScalableDimension }) =>
              ResourceId === `table/${table.name}/index/${IndexName}` && ScalableDimension === `dynamodb:index:${units}`,
          ),
      )
      return missing.length > 0 ? [fail({ IndexName, withoutScalableTarget: missing }, IndexName)] : []
    })
    return failures.length > 0 ? failures : pass({ GlobalSecondaryIndexes: indexes.length })
  },
})

/** DynamoDB writes "no limit" as -1 or leaves the member out. */
const isLimit = (units: number | undefined): boolean => units !== undefined && units !== -1

export const tableThroughputCeiling = defineCheck({
  id: 'dynamodb-ondemand-max-throughput',
  title: 'On-demand tables have a throughput ceiling',
  on: 'AWS::DynamoDB::Table',
  needs: ['description'],
  threats: ['resource-exhaustion'],
  mitigation: 'capacity-limits',
  likelihood: 2,
  impact: 3,
  cost: { level: 0, note: 'Free. Requests above the ceiling are throttled, so set it well above the peaks that you know.' },
  why: 'An on-demand table serves, and bills, whatever is asked of it. A loop in the code or a client that means harm turns straight into cost.',
  fix: {
    cli: 'aws dynamodb update-table --table-name <table> --on-demand-throughput MaxReadRequestUnits=<reads>,MaxWriteRequestUnits=<writes>',
    terraform: `resource "aws_dynamodb_table" "<table>" {
  on_demand_throughput {
    max_read_request_units  = <reads>
    max_write_request_units = <writes>
  }
}`,
  },
  refs: { docs: [`${developerGuide}/on-demand-capacity-mode-max-throughput.html`] },
  test: ({ description: { BillingModeSummary, OnDemandThroughput: limits } }) => {
    if (BillingModeSummary?.BillingMode !== 'PAY_PER_REQUEST') return notApplicable({ BillingMode: 'PROVISIONED' })
    const { MaxReadRequestUnits, MaxWriteRequestUnits } = limits ?? {}
    const evidence = { MaxReadRequestUnits: MaxReadRequestUnits ?? null, MaxWriteRequestUnits: MaxWriteRequestUnits ?? null }
    return (isLimit(MaxReadRequestUnits) && isLimit(MaxWriteRequestUnits) ? pass : fail)(evidence)
  },
})
