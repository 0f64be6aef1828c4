// Amazon RDS: what is recorded of a database, and who is told of it.
import { defineCheck, fail, notApplicable, pass, type Outcome } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import {
  auroraGuide,
  clusterOf,
  databases,
  isAurora,
  isCustom,
  isMySql,
  isOtherService,
  isPostgres,
  isSqlServer,
  told,
  userGuide,
  type Database,
} from './database.ts'
import { isOn, settingOf } from './parameters.ts'

const auditPlugin = 'MARIADB_AUDIT_PLUGIN'
const inSync = 'in-sync'

export const mySqlAuditLogging = defineCheck({
  id: 'rds-mysql-audit-logging',
  title: 'MySQL audit logging records who connected and what they ran',
  on: databases,
  needs: [],
  across: { 'parameters-from': ['parameters'], 'options-from': [] },
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 3,
  impact: 3,
  cost: {
    level: 2,
    note: 'Every query costs throughput on busy instances; connections with changes of schema and rights are cheap. CloudWatch Logs charges by volume.',
  },
  why: 'After an intrusion nobody can tell who logged in, what was read and what was changed: the general log is off for good reasons, and the binary log knows only writes.',
  fix: {
    cli: `aws rds add-option-to-option-group --option-group-name <group> --options '[{"OptionName":"MARIADB_AUDIT_PLUGIN","OptionSettings":[{"Name":"SERVER_AUDIT_EVENTS","Value":"CONNECT,QUERY_DDL,QUERY_DCL"}]}]' --apply-immediately
aws rds modify-db-instance --db-instance-identifier <instance> --option-group-name <group> --cloudwatch-logs-export-configuration '{"EnableLogTypes":["audit"]}'
# for Aurora: server_audit_logging=1 and server_audit_events=CONNECT,QUERY_DDL,QUERY_DCL in the cluster's parameter group, and the export of audit logs on the cluster`,
    terraform: `resource "aws_db_option_group" "<group>" {
  engine_name          = "mysql"
  major_engine_version = "8.0"
  option {
    option_name = "MARIADB_AUDIT_PLUGIN"
    option_settings {
      name  = "SERVER_AUDIT_EVENTS"
      value = "CONNECT,QUERY_DDL,QUERY_DCL"
    }
  }
}

resource "aws_db_instance" "<instance>" {
  option_group_name               = aws_db_option_group.<group>.name
  enabled_cloudwatch_logs_exports = ["audit", "error", "slowquery"]
}`,
  },
  refs: {
    fsbp: ['RDS.34', 'RDS.45'],
    docs: [`${userGuide}/Appendix.MySQL.Options.AuditPlugin.html`, `${auroraGuide}/AuroraMySQL.Auditing.html`],
  },
  test: (database): Outcome => {
    const { Engine, EnabledCloudwatchLogsExports } = database.base
    const cluster = clusterOf(database)
    if (!isMySql(Engine)) return notApplicable({ Engine })
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const exported = EnabledCloudwatchLogsExports.includes('audit')
    if (isAurora(Engine)) {
      const logging = settingOf(database, 'server_audit_logging', database['parameters-from'])
      const events = settingOf(database, 'server_audit_events', database['parameters-from']).value.trim()
      const waiting =
        database.kind === 'AWS::RDS::DBCluster' &&
        database.base.DBClusterMembers.some((one) => one.DBClusterParameterGroupStatus !== inSync)
      const evidence = { Engine, server_audit_logging: logging.value, server_audit_events: events, exported, inForce: !waiting }
      return isOn(logging) && events !== '' && exported && !waiting ? pass(evidence) : fail(evidence)
    }
    // Multi-AZ clusters have no option groups, and so no plugin.
    if (database.kind === 'AWS::RDS::DBCluster') return notApplicable({ Engine, cluster: 'Multi-AZ' })
    const waiting = new Set(
      database.base.OptionGroupMemberships.filter(({ Status }) => Status !== inSync).map(({ OptionGroupName }) => OptionGroupName),
    )
    const options = database['options-from'].flatMap((group) =>
      group.found && !waiting.has(group.node.name) ? group.node.base.Options : [],
    )
    const events = options.find(({ OptionName }) => OptionName === auditPlugin)?.SERVER_AUDIT_EVENTS?.trim() ?? null
    const evidence = { Engine, SERVER_AUDIT_EVENTS: events, exported }
    return events && exported ? pass(evidence) : fail(evidence)
  },
})

/** The logs of an engine that tell of faults and of what it cost; undefined for engines that are not judged. */
const leastLogs = (engine: string): readonly string[] | undefined => {
  if (isMySql(engine)) return ['error', 'slowquery']
  if (isPostgres(engine)) return ['postgresql']
  if (isSqlServer(engine)) return ['error']
  return engine.startsWith('oracle-') ? ['alert', 'audit'] : undefined
}

export const logExports = defineCheck({
  id: 'rds-log-exports',
  title: 'Engine logs are exported to CloudWatch Logs',
  on: databases,
  needs: [],
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'CloudWatch Logs charges for ingestion and storage. The general log is too much for production.' },
  why: 'On the instance logs are kept for days and go with it. Failed logins, crashes and slow queries from before cannot be looked up when they are needed, and no alarm can watch them.',
  fix: {
    cli: `aws rds modify-db-instance --db-instance-identifier <instance> --cloudwatch-logs-export-configuration '{"EnableLogTypes":["error","slowquery"]}'
# for a cluster: aws rds modify-db-cluster --db-cluster-identifier <cluster> --cloudwatch-logs-export-configuration …`,
    terraform: `resource "aws_db_instance" "<instance>" {
  enabled_cloudwatch_logs_exports = ["error", "slowquery"] # ["postgresql"] for PostgreSQL
}`,
  },
  refs: {
    fsbp: ['RDS.9', 'RDS.36', 'RDS.37', 'RDS.40', 'RDS.42'],
    docs: [`${userGuide}/USER_LogAccess.Procedural.UploadtoCloudWatch.html`],
  },
  test: (database) => {
    const { Engine, EnabledCloudwatchLogsExports } = database.base
    const cluster = clusterOf(database)
    const least = leastLogs(Engine)
    if (!least) return notApplicable({ Engine })
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const missing = least.filter((type) => !EnabledCloudwatchLogsExports.includes(type))
    const evidence = { Engine, exported: EnabledCloudwatchLogsExports.toSorted() }
    return missing.length > 0 ? fail({ ...evidence, missing }) : pass(evidence)
  },
})

export const enhancedMonitoring = defineCheck({
  id: 'rds-enhanced-monitoring',
  title: 'Metrics of the operating system are collected',
  on: 'AWS::RDS::DBInstance',
  needs: [],
  threats: ['detection-and-recovery'],
  mitigation: 'alerting',
  likelihood: 2,
  impact: 2,
  cost: { level: 1, note: 'A small agent on the instance; CloudWatch Logs charges more the shorter the interval.' },
  why: 'The metrics of the hypervisor show that an instance is busy, but not with what: a process that eats memory or a full temporary disk is found only after the failure.',
  fix: {
    cli: 'aws rds modify-db-instance --db-instance-identifier <instance> --monitoring-interval 60 --monitoring-role-arn <role-arn>',
    terraform: `resource "aws_db_instance" "<instance>" {
  monitoring_interval = 60
  monitoring_role_arn = aws_iam_role.<monitoring>.arn
}`,
  },
  refs: { fsbp: ['RDS.6'], docs: [`${userGuide}/USER_Monitoring.OS.html`] },
  test: (instance) => {
    const { Engine } = instance.base
    if (isOtherService(Engine) || isCustom(Engine)) return notApplicable({ Engine })
    const MonitoringInterval = told(instance, 'MonitoringInterval')
    return (MonitoringInterval > 0 ? pass : fail)({ MonitoringInterval })
  },
})

/** States of a subscription in which RDS cannot send anything: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_EventSubscription.html */
const mute: ReadonlySet<string> = new Set(['deleting', 'no-permission', 'topic-not-exist'])

/** What somebody has to hear of, as AWS names it: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html */
const categories = {
  'AWS::RDS::DBInstance': { type: 'db-instance', needed: ['configuration change', 'failure', 'maintenance'] },
  'AWS::RDS::DBCluster': { type: 'db-cluster', needed: ['failure', 'maintenance'] },
} as const satisfies Record<Database['kind'], object>

export const eventSubscription = defineCheck({
  id: 'rds-event-subscription-critical',
  title: 'Maintenance, failure and configuration events of databases notify someone',
  on: databases,
  needs: [],
  reads: { 'AWS::RDS::EventSubscription': [], 'AWS::SNS::Topic': [] },
  threats: ['detection-and-recovery'],
  mitigation: 'alerting',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'SNS charges next to nothing for so few messages.' },
  why: 'A failover, a full disk, a changed setting or an announced restart goes unnoticed until users complain.',
  fix: {
    cli: `aws rds create-event-subscription --subscription-name databases --sns-topic-arn <topic-arn> --source-type db-instance --event-categories 'configuration change' failure maintenance
# and the same with --source-type db-cluster --event-categories failure maintenance`,
    terraform: `resource "aws_db_event_subscription" "databases" {
  sns_topic        = aws_sns_topic.<topic>.arn
  source_type      = "db-instance"
  event_categories = ["configuration change", "failure", "maintenance"]
}`,
  },
  refs: { fsbp: ['RDS.19', 'RDS.20'], docs: [`${userGuide}/USER_Events.Subscribing.html`] },
  test: (database, { graph }) => {
    const { Engine } = database.base
    if (isOtherService(Engine)) return notApplicable({ Engine })
    const { type, needed } = categories[database.kind]
    const subscriptions = graph
      .all('AWS::RDS::EventSubscription')
      .filter(({ region, base: { Enabled, Status, SourceType = type, SourceIdsList } }) => {
        const meant = SourceIdsList.length === 0 || SourceIdsList.includes(database.name)
        return region === database.region && Enabled && !mute.has(Status) && SourceType === type && meant
      })
      .filter((one) => graph.out(one, 'delivers-to', 'AWS::SNS::Topic').some((topic) => topic.found || topic.foreign))
    const missing = needed.filter((category) =>
      subscriptions.every(({ base: { EventCategoriesList: list } }) => list.length > 0 && !list.includes(category)),
    )
    const evidence = { subscriptions: few(subscriptions.map(({ name }) => name).sort()) }
    return missing.length > 0 ? fail({ ...evidence, missing }) : pass(evidence)
  },
})
