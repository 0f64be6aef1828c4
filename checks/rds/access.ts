// Amazon RDS: how people and programs log in to a database, and what a session may do to its client.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import {
  auroraGuide,
  cannotTell,
  clusterOf,
  databases,
  isCustom,
  isMySql,
  isOtherService,
  isPostgres,
  sourceOf,
  told,
  userGuide,
} from './database.ts'
import { isOn, settingOf } from './parameters.ts'

export const iamAuthentication = defineCheck({
  id: 'rds-iam-authentication',
  title: 'Applications can authenticate with IAM instead of static passwords',
  on: databases,
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 1,
    note: 'No charge. Opening a connection takes longer, and only so many can be opened in a second: use pools or RDS Proxy.',
  },
  why: 'A password works from anywhere until somebody changes it, and leaks with a log, a dump or a laptop. A token of IAM lives for fifteen minutes and goes with the role.',
  fix: {
    cli: `aws rds modify-db-instance --db-instance-identifier <instance> --enable-iam-database-authentication --apply-immediately
# for a cluster: aws rds modify-db-cluster --db-cluster-identifier <cluster> --enable-iam-database-authentication`,
    terraform: `resource "aws_db_instance" "<instance>" { # or aws_rds_cluster
  iam_database_authentication_enabled = true
}`,
  },
  refs: { fsbp: ['RDS.10', 'RDS.12'], docs: [`${userGuide}/UsingWithRDS.IAMDBAuth.html`] },
  test: (database) => {
    const { Engine } = database.base
    const cluster = clusterOf(database)
    if (!isMySql(Engine) && !isPostgres(Engine)) return notApplicable({ Engine })
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const IAMDatabaseAuthenticationEnabled = told(database, 'IAMDatabaseAuthenticationEnabled')
    return (IAMDatabaseAuthenticationEnabled ? pass : fail)({ Engine, IAMDatabaseAuthenticationEnabled })
  },
})

export const masterSecretManaged = defineCheck({
  id: 'rds-master-secret-managed',
  title: 'The master password lives in Secrets Manager',
  on: databases,
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'secret-management',
  likelihood: 2,
  impact: 5,
  cost: {
    level: 1,
    note: 'A fixed monthly charge for each secret; clients that keep the password have to read it again after a rotation.',
  },
  why: "The password of the master user was chosen by a person or a template. It is in somebody's notes or in a state file, nobody rotates it, and it opens everything.",
  fix: {
    cli: `aws rds modify-db-instance --db-instance-identifier <instance> --manage-master-user-password --apply-immediately
# for a cluster: aws rds modify-db-cluster --db-cluster-identifier <cluster> --manage-master-user-password --apply-immediately`,
    terraform: `resource "aws_db_instance" "<instance>" { # or aws_rds_cluster
  manage_master_user_password = true
}`,
  },
  refs: { docs: [`${userGuide}/rds-secrets-manager.html`, `${auroraGuide}/rds-secrets-manager.html`] },
  test: (database) => {
    const { Engine, MasterUserSecret } = database.base
    const cluster = clusterOf(database)
    const source = sourceOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    if (source) return notApplicable({ replicaOf: source })
    // Neptune has no passwords, and RDS Custom leaves them to whoever runs the engine.
    if (Engine === 'neptune' || isCustom(Engine)) return notApplicable({ Engine })
    const SecretStatus = MasterUserSecret?.SecretStatus ?? null
    const evidence = { SecretArn: MasterUserSecret?.SecretArn ?? null, SecretStatus }
    // While it is made or rotated, it is managed as well; an impaired one is not rotated any more.
    return MasterUserSecret && SecretStatus !== 'impaired' ? pass(evidence) : fail(evidence)
  },
})

/** What consoles, tutorials and engines suggest. */
const commonNames: ReadonlySet<string> = new Set([
  'admin',
  'administrator',
  'master',
  'mysql',
  'mariadb',
  'oracle',
  'postgres',
  'postgresql',
  'root',
  'sa',
  'sqlserver',
])

export const defaultMasterUsername = defineCheck({
  id: 'rds-default-master-username',
  title: 'The administrator account has no default name',
  on: databases,
  needs: [],
  threats: ['unauthorized-access'],
  mitigation: 'attack-surface',
  likelihood: 1,
  impact: 3,
  cost: { level: 2, note: 'The name is chosen when a database is made: another one takes a migration. Do so with the next database.' },
  why: 'Whoever guesses passwords need not guess the name. It is no protection by itself, and costs nothing to have.',
  fix: {
    cli: 'aws rds create-db-instance --db-instance-identifier <new-instance> --master-username <name> --manage-master-user-password --engine <engine> --db-instance-class <class> --allocated-storage <gib>',
    terraform: `resource "aws_db_instance" "<new-instance>" {
  username = "<name>"
}`,
  },
  refs: { fsbp: ['RDS.24', 'RDS.25'], docs: [`${userGuide}/UsingWithRDS.MasterAccounts.html`] },
  test: (database) => {
    const { Engine } = database.base
    const cluster = clusterOf(database)
    const source = sourceOf(database)
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    if (source) return notApplicable({ replicaOf: source })
    if (isOtherService(Engine)) return notApplicable({ Engine })
    const MasterUsername = told(database, 'MasterUsername')
    return (commonNames.has(MasterUsername.toLowerCase()) ? fail : pass)({ MasterUsername })
  },
})

export const mySqlLocalInfile = defineCheck({
  id: 'rds-mysql-local-infile',
  title: 'LOAD DATA LOCAL is disabled',
  on: 'AWS::RDS::DBInstance',
  needs: [],
  across: { 'parameters-from': ['parameters'], 'member-of': [] },
  reads: { 'AWS::RDS::DBCluster': [], 'AWS::RDS::DBClusterParameterGroup': ['parameters'] },
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'attack-surface',
  likelihood: 1,
  impact: 4,
  cost: { level: 0, note: 'No cost; loading files from a client needs another way (from S3, through a job).' },
  why: 'Whoever injects SQL into an application makes it read files of the machine that it runs on, and puts what they hold into a table.',
  fix: {
    cli: `aws rds modify-db-parameter-group --db-parameter-group-name <group> --parameters "ParameterName=local_infile,ParameterValue=0,ApplyMethod=immediate"
# a default group cannot be changed: create one of your own first, and attach it with modify-db-instance`,
    terraform: `resource "aws_db_parameter_group" "<group>" {
  family = "mysql8.0"
  parameter {
    name  = "local_infile"
    value = "0"
  }
}`,
  },
  refs: { docs: [`${userGuide}/Appendix.MySQL.Parameters.html`, `${auroraGuide}/AuroraMySQL.Reference.ParameterGroups.html`] },
  test: (instance, { graph }) => {
    const { Engine } = instance.base
    if (!isMySql(Engine)) return notApplicable({ Engine })
    // What is set for an instance goes before what is set for its cluster.
    const ofClusters = instance['member-of'].flatMap((cluster) => {
      if (!cluster.found) throw cannotTell(instance, `the cluster ${cluster.arn} was not among those that were read`)
      return graph.out(cluster.node, 'parameters-from', 'AWS::RDS::DBClusterParameterGroup')
    })
    const setting = settingOf(instance, 'local_infile', instance['parameters-from'], ofClusters)
    return (isOn(setting) ? fail : pass)({ Engine, local_infile: setting.value, from: setting.from })
  },
})
