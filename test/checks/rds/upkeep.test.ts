// What the checks on versions, parameters and storage decide.
import { engineVersionSupported, minorVersionUpgrade, parameterChangesApplied, storageAutoscaling } from '../../../checks/rds/upkeep.ts'
import { ago, cluster, day, instance, member, uses } from '../../support/rds.ts'
import { given, verify } from '../../support/verify.ts'

const off = { AutoMinorVersionUpgrade: false } as const

verify(minorVersionUpgrade, {
  pass: [
    given(instance('orders'), { evidence: { Engine: 'mysql', AutoMinorVersionUpgrade: true } }),
    member('carts'),
    cluster('Multi-AZ', { Engine: 'mysql' }),
  ],
  fail: [
    instance('orders', off),
    member('carts', off),
    cluster('Multi-AZ', { Engine: 'postgres', ...off }),
    instance('Neptune', { Engine: 'neptune', ...off }),
  ],
  notApplicable: [
    cluster('carts', off),
    cluster('Neptune', { Engine: 'neptune', ...off }),
    instance('DocumentDB', { Engine: 'docdb', ...off }),
    instance('RDS Custom', { Engine: 'custom-sqlserver-ee', ...off }),
    instance('member of a Multi-AZ cluster', { DBClusterIdentifier: 'Multi-AZ', ...off }),
  ],
  unknown: [instance('not told', { AutoMinorVersionUpgrade: undefined })],
})

const support = (Status: string | undefined, days?: number) => ({
  engineSupport: {
    Status,
    MajorEngineVersion: Status === undefined ? undefined : '8.0',
    StandardSupportEnds: days === undefined ? undefined : ago(-days * day),
  },
})

verify(engineVersionSupported, {
  pass: [
    given(instance('orders', {}, support('available', 60)), {
      evidence: { Engine: 'mysql', EngineVersion: '8.0.40', Status: 'available', standardSupportEnds: '2026-07-31' },
    }),
    instance('no dates', { Engine: 'oracle-se2' }, support('available')),
    cluster('carts', {}, support('available', 1)),
  ],
  fail: [
    given(instance('orders', {}, support('available', -1)), {
      title: 'after the end of standard support',
      evidence: {
        Engine: 'mysql',
        EngineVersion: '8.0.40',
        Status: 'available',
        standardSupportEnds: '2026-05-31',
        EngineLifecycleSupport: 'open-source-rds-extended-support',
      },
    }),
    instance('deprecated', {}, support('deprecated', 60)),
    given(instance('not offered', {}, support(undefined)), {
      evidence: {
        Engine: 'mysql',
        EngineVersion: '8.0.40',
        Status: null,
        standardSupportEnds: null,
        EngineLifecycleSupport: 'open-source-rds-extended-support',
      },
    }),
    cluster('carts', {}, support('available', -300)),
  ],
  notApplicable: [
    member('carts', {}, support('deprecated')),
    given(cluster('DocumentDB', { Engine: 'docdb' }, { engineSupport: null }), { evidence: { Engine: 'docdb' } }),
  ],
})

const members = (...states: readonly (string | undefined)[]) => ({
  DBClusterMembers: states.map((DBClusterParameterGroupStatus, i) => ({
    DBInstanceIdentifier: `carts-${i}`,
    IsClusterWriter: i === 0,
    DBClusterParameterGroupStatus,
  })),
})

verify(parameterChangesApplied, {
  pass: [
    given(instance('orders'), { evidence: { waiting: [] } }),
    given(instance('orders', uses('shop', 'applying')), { title: 'being applied' }),
    cluster('carts', members('in-sync', 'in-sync')),
  ],
  fail: [
    given(instance('orders', uses('shop', 'pending-reboot')), { evidence: { waiting: ['shop: pending-reboot'] } }),
    given(member('carts', uses('shop', 'failed-to-apply')), { title: 'a member' }),
    given(cluster('carts', members('in-sync', 'pending-reboot')), { evidence: { waiting: ['carts-1: pending-reboot'] } }),
  ],
  notApplicable: [instance('no groups', { DBParameterGroups: [] }), cluster('no members', { DBClusterMembers: [] })],
  unknown: [given(cluster('carts', members('in-sync', undefined)), { title: 'not told' })],
})

verify(storageAutoscaling, {
  pass: [given(instance('orders', { MaxAllocatedStorage: 110 }), { evidence: { AllocatedStorage: 100, MaxAllocatedStorage: 110 } })],
  fail: [
    given(instance('orders'), { evidence: { AllocatedStorage: 100, MaxAllocatedStorage: null } }),
    instance('too near', { MaxAllocatedStorage: 109 }),
  ],
  notApplicable: [
    member('carts'),
    instance('DocumentDB', { Engine: 'docdb' }),
    instance('RDS Custom', { Engine: 'custom-oracle-ee' }),
    instance('member of a Multi-AZ cluster', { DBClusterIdentifier: 'Multi-AZ' }),
  ],
  unknown: [instance('not told', { AllocatedStorage: undefined })],
})
