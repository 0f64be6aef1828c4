// Amazon RDS: versions that are still mended, settings that are in force, and disks that do not fill up.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import {
  auroraGuide,
  cannotTell,
  clusterOf,
  databases,
  isAurora,
  isCustom,
  isOtherService,
  told,
  userGuide,
  type Database,
} from './database.ts'

export const minorVersionUpgrade = defineCheck({
  id: 'rds-minor-version-upgrade',
  title: 'Minor versions are applied automatically',
  on: databases,
  needs: [],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'No charge; a short restart in the maintenance window.' },
  why: 'Holes in the engine are closed in minor versions. Where somebody has to remember to install them, they stay open for months.',
  fix: {
    cli: 'aws rds modify-db-instance --db-instance-identifier <instance> --auto-minor-version-upgrade --apply-immediately',
    terraform: `resource "aws_db_instance" "<instance>" { # or aws_rds_cluster_instance
  auto_minor_version_upgrade = true
}`,
  },
  refs: {
    fsbp: ['RDS.13', 'RDS.35'],
    cis: ['v3.0:2.3.2', 'v5.0:2.2.2', 'v7.0:3.2.2'],
    docs: [`${userGuide}/USER_UpgradeDBInstance.Upgrading.html`],
  },
  test: (database) => {
    const { Engine } = database.base
    const cluster = clusterOf(database)
    // DocumentDB takes the setting and does nothing with it, RDS Custom does not take it.
    if (Engine === 'docdb' || isCustom(Engine)) return notApplicable({ Engine })
    // The instances of Aurora and Neptune have it one by one, a Multi-AZ cluster as a whole.
    const each = isAurora(Engine) || Engine === 'neptune'
    if (each && database.kind === 'AWS::RDS::DBCluster') return notApplicable({ Engine })
    if (!each && cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const AutoMinorVersionUpgrade = told(database, 'AutoMinorVersionUpgrade')
    return (AutoMinorVersionUpgrade ? pass : fail)({ Engine, AutoMinorVersionUpgrade })
  },
})

export const engineVersionSupported = defineCheck({
  id: 'rds-engine-version-supported',
  title: 'The engine version is in standard support',
  on: databases,
  needs: ['engineSupport'],
  uses: ['now'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 3,
  impact: 4,
  cost: { level: 2, note: 'An upgrade needs tests and a restart. Extended support is charged by vCPU and hour: staying costs more.' },
  why: 'After the end of standard support the engine gets security fixes only for money, or none at all, and RDS upgrades it in the end at a time of its own choice.',
  fix: {
    cli: `aws rds describe-db-engine-versions --engine <engine> --engine-version <version> --query 'DBEngineVersions[].ValidUpgradeTarget[].EngineVersion'
aws rds modify-db-instance --db-instance-identifier <instance> --engine-version <target> --allow-major-version-upgrade
# for a cluster: aws rds modify-db-cluster --db-cluster-identifier <cluster> --engine-version <target> --allow-major-version-upgrade`,
    terraform: `resource "aws_db_instance" "<instance>" { # or aws_rds_cluster
  engine_version              = "<target>"
  allow_major_version_upgrade = true
}`,
  },
  refs: {
    fsbp: ['RDS.51'],
    docs: [`${userGuide}/extended-support.html`, `${userGuide}/MySQL.Concepts.VersionMgmt.html`],
  },
  test: (database, { now }) => {
    const { Engine, EngineLifecycleSupport = null } = database.base
    const cluster = clusterOf(database)
    const support = database.engineSupport
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    if (!support) return notApplicable({ Engine })
    const { Status = null, StandardSupportEnds } = support
    const ends = StandardSupportEnds?.toISOString().slice(0, 10) ?? null
    const evidence = { Engine, EngineVersion: told(database, 'EngineVersion'), Status, standardSupportEnds: ends }
    const over = StandardSupportEnds !== undefined && StandardSupportEnds.getTime() < now.getTime()
    return Status === 'available' && !over ? pass(evidence) : fail({ ...evidence, EngineLifecycleSupport })
  },
})

/** Parameter groups of a database that are not in force, with what they wait for. */
const waitingIn = (database: Database): { readonly groups: number; readonly waiting: readonly string[] } => {
  const states =
    database.kind === 'AWS::RDS::DBInstance'
      ? database.base.DBParameterGroups.map(({ DBParameterGroupName: name, ParameterApplyStatus: state }) => ({ name, state }))
      : database.base.DBClusterMembers.map(({ DBInstanceIdentifier: name, DBClusterParameterGroupStatus: state }) => ({ name, state }))
  const waiting = states.flatMap(({ name, state }) => {
    if (state === undefined) throw cannotTell(database, `the answer does not say whether the parameters of ${name} are in force`)
    return state === 'in-sync' || state === 'applying' ? [] : [`${name}: ${state}`]
  })
  return { groups: states.length, waiting }
}

export const parameterChangesApplied = defineCheck({
  id: 'rds-parameter-changes-applied',
  title: 'Security parameters are in force, not waiting for a reboot',
  on: databases,
  needs: [],
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'governance',
  likelihood: 2,
  impact: 3,
  cost: { level: 1, note: 'A restart, with a failover a minute or less.' },
  why: 'The parameter group says one thing and the running database does another: TLS that was made mandatory is not, and every report that reads the group is wrong.',
  fix: {
    cli: 'aws rds reboot-db-instance --db-instance-identifier <instance>',
    terraform: `# a restart is no resource: reboot the instance, or let Terraform apply at once what can be
resource "aws_db_instance" "<instance>" {
  apply_immediately = true
}`,
  },
  refs: { docs: [`${userGuide}/USER_WorkingWithParamGroups.html`, `${auroraGuide}/USER_WorkingWithParamGroups.html`] },
  test: (database) => {
    const { groups, waiting } = waitingIn(database)
    if (groups === 0) return notApplicable({ parameterGroups: 0 })
    return waiting.length > 0 ? fail({ waiting: few(waiting.toSorted()) }) : pass({ waiting: [] })
  },
})

/** Percent of what there is: RDS grows storage by at least a tenth at a time. */
const leastPercent = 110

export const storageAutoscaling = defineCheck({
  id: 'rds-storage-autoscaling',
  title: 'Storage grows before the disk fills up',
  on: 'AWS::RDS::DBInstance',
  needs: [],
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'autoscaling',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'Storage that was added is charged and cannot be taken back; the maximum is the limit of that.' },
  why: 'A database whose disk is full takes no writes any more, and may not start again. A loop that inserts is enough to get there.',
  fix: {
    cli: 'aws rds modify-db-instance --db-instance-identifier <instance> --max-allocated-storage <gib> --apply-immediately',
    terraform: `resource "aws_db_instance" "<instance>" {
  max_allocated_storage = <gib> # at least 10 percent above allocated_storage
}`,
  },
  refs: { docs: [`${userGuide}/USER_PIOPS.Autoscaling.html`] },
  test: (instance) => {
    const { Engine, MaxAllocatedStorage = null } = instance.base
    const cluster = clusterOf(instance)
    // Aurora, Neptune and DocumentDB have storage that grows by itself.
    if (isAurora(Engine) || isOtherService(Engine) || isCustom(Engine)) return notApplicable({ Engine })
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const AllocatedStorage = told(instance, 'AllocatedStorage')
    const evidence = { AllocatedStorage, MaxAllocatedStorage }
    return MaxAllocatedStorage !== null && MaxAllocatedStorage * 100 >= AllocatedStorage * leastPercent ? pass(evidence) : fail(evidence)
  },
})
