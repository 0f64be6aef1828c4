// What the checks on logs, metrics and events of databases decide.
import { enhancedMonitoring, eventSubscription, logExports, mySqlAuditLogging } from '../../../checks/rds/logging.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { region, resource } from '../../support/nodes.ts'
import { cluster, clusterParameterGroup, instance, member, optionGroup, subscription, topicArn } from '../../support/rds.ts'
import { given, verify } from '../../support/verify.ts'

const events = 'CONNECT,QUERY_DDL,QUERY_DCL'
const audited = optionGroup('audited', [{ OptionName: 'MARIADB_AUDIT_PLUGIN', SERVER_AUDIT_EVENTS: events }])
const withOptions = (name: string, Status = 'in-sync', logs: readonly string[] = ['audit', 'error']): AnyNode =>
  instance(name, { OptionGroupMemberships: [{ OptionGroupName: 'audited', Status }], EnabledCloudwatchLogsExports: logs })
const members = (state: string) => [{ DBInstanceIdentifier: 'carts-1', IsClusterWriter: true, DBClusterParameterGroupStatus: state }]
const aurora = (logs: readonly string[] = ['audit'], state = 'in-sync'): AnyNode =>
  cluster('carts', { DBClusterParameterGroup: 'shop', EnabledCloudwatchLogsExports: logs, DBClusterMembers: members(state) })
const parameters = (server_audit_logging: string, server_audit_events: string): AnyNode =>
  clusterParameterGroup('shop', { server_audit_logging, server_audit_events })

verify(mySqlAuditLogging, {
  pass: [
    given(withOptions('orders'), { with: [audited], evidence: { Engine: 'mysql', SERVER_AUDIT_EVENTS: events, exported: true } }),
    given(aurora(), {
      with: [parameters('1', events)],
      evidence: { Engine: 'aurora-mysql', server_audit_logging: '1', server_audit_events: events, exported: true, inForce: true },
    }),
  ],
  fail: [
    given(instance('default options'), { evidence: { Engine: 'mysql', SERVER_AUDIT_EVENTS: null, exported: false } }),
    given(withOptions('orders', 'pending-apply'), { with: [audited], title: 'the option group is not in force' }),
    given(withOptions('orders', 'in-sync', ['error']), { with: [audited], title: 'not exported' }),
    given(withOptions('orders'), { with: [optionGroup('audited')], title: 'without the plugin' }),
    given(withOptions('orders'), {
      with: [optionGroup('audited', [{ OptionName: 'MARIADB_AUDIT_PLUGIN', SERVER_AUDIT_EVENTS: undefined }])],
      title: 'the plugin records nothing',
    }),
    given(cluster('carts'), { title: 'Aurora by default' }),
    given(aurora(), { with: [parameters('0', events)], title: 'Aurora, switched off' }),
    given(aurora(), { with: [parameters('1', ' ')], title: 'Aurora, no events' }),
    given(aurora([]), { with: [parameters('1', events)], title: 'Aurora, not exported' }),
    given(aurora(['audit'], 'pending-reboot'), { with: [parameters('1', events)], title: 'Aurora, before the restart' }),
  ],
  notApplicable: [
    instance('PostgreSQL', { Engine: 'postgres' }),
    member('carts'),
    given(cluster('Multi-AZ', { Engine: 'mysql' }), { evidence: { Engine: 'mysql', cluster: 'Multi-AZ' } }),
  ],
  unknown: [given(aurora(), { title: 'a parameter group that was not among those that were read' })],
})

verify(logExports, {
  pass: [
    given(instance('orders', { EnabledCloudwatchLogsExports: ['slowquery', 'error', 'audit'] }), {
      evidence: { Engine: 'mysql', exported: ['audit', 'error', 'slowquery'] },
    }),
    instance('PostgreSQL', { Engine: 'postgres', EnabledCloudwatchLogsExports: ['postgresql'] }),
    instance('SQL Server', { Engine: 'sqlserver-se', EnabledCloudwatchLogsExports: ['error'] }),
    instance('Oracle', { Engine: 'oracle-ee', EnabledCloudwatchLogsExports: ['alert', 'audit'] }),
    cluster('carts', { EnabledCloudwatchLogsExports: ['error', 'slowquery'] }),
  ],
  fail: [
    given(instance('orders', { EnabledCloudwatchLogsExports: ['error'] }), {
      evidence: { Engine: 'mysql', exported: ['error'], missing: ['slowquery'] },
    }),
    given(cluster('carts'), { evidence: { Engine: 'aurora-mysql', exported: [], missing: ['error', 'slowquery'] } }),
    instance('PostgreSQL', { Engine: 'postgres', EnabledCloudwatchLogsExports: ['upgrade'] }),
  ],
  notApplicable: [
    instance('Db2', { Engine: 'db2-se' }),
    instance('DocumentDB', { Engine: 'docdb' }),
    instance('RDS Custom', { Engine: 'custom-sqlserver-se' }),
    member('carts'),
  ],
})

verify(enhancedMonitoring, {
  pass: [given(instance('orders', { MonitoringInterval: 60 }), { evidence: { MonitoringInterval: 60 } })],
  fail: [given(instance('orders'), { evidence: { MonitoringInterval: 0 } }), member('carts')],
  notApplicable: [instance('Neptune', { Engine: 'neptune' }), instance('RDS Custom', { Engine: 'custom-oracle-ee' })],
  unknown: [instance('not told', { MonitoringInterval: undefined })],
})

const topic = resource('AWS::SNS::Topic', { name: 'operations', arn: topicArn })
const all = ['configuration change', 'failure', 'maintenance']
const orders = instance('orders')

verify(eventSubscription, {
  pass: [
    given(orders, { with: [topic, subscription('everything')], evidence: { subscriptions: ['everything'] } }),
    given(orders, {
      with: [topic, subscription('databases', { SourceType: 'db-instance', EventCategoriesList: [...all, 'backup'] })],
      title: 'all instances',
    }),
    given(orders, {
      with: [
        topic,
        subscription('b', { SourceType: 'db-instance', SourceIdsList: ['orders'], EventCategoriesList: ['failure'] }),
        subscription('a', { EventCategoriesList: ['maintenance', 'configuration change'] }),
      ],
      title: 'two that make up for each other',
      evidence: { subscriptions: ['a', 'b'] },
    }),
    given(cluster('carts'), {
      with: [topic, subscription('clusters', { SourceType: 'db-cluster', EventCategoriesList: ['failure', 'maintenance'] })],
    }),
    given(orders, {
      with: [subscription('away', { SnsTopicArn: `arn:aws:sns:${region}:222222222222:operations` })],
      title: 'a topic of another account',
    }),
  ],
  fail: [
    given(orders, { title: 'no subscription', evidence: { subscriptions: [], missing: all } }),
    given(orders, { with: [topic, subscription('off', { Enabled: false })], title: 'a disabled one' }),
    given(orders, { with: [subscription('everything')], title: 'the topic is gone' }),
    given(orders, { with: [topic, subscription('mute', { Status: 'no-permission' })], title: 'RDS may not write to the topic' }),
    given(orders, { with: [topic, subscription('going', { Status: 'deleting' })], title: 'one that is being deleted' }),
    given(orders, {
      with: [topic, subscription('databases', { EventCategoriesList: ['failure', 'maintenance'] })],
      title: 'not all of it',
      evidence: { subscriptions: ['databases'], missing: ['configuration change'] },
    }),
    given(orders, { with: [topic, subscription('others', { SourceType: 'db-instance', SourceIdsList: ['bills'] })], title: 'of others' }),
    given(orders, { with: [topic, subscription('clusters', { SourceType: 'db-cluster' })], title: 'of clusters' }),
  ],
  notApplicable: [instance('DocumentDB', { Engine: 'docdb' })],
})
