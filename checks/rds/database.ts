// What checks on databases ask first: which engine it is, whether its cluster or its source decides, and whether AWS told what they need.
import type { Subject } from '../../src/check/check.ts'
import { Missing } from '../../src/check/view.ts'
import type { Operation } from '../../src/graph/fact.ts'

export const userGuide = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide'
export const auroraGuide = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide'

export type Instance = Subject<'AWS::RDS::DBInstance', never>
export type Cluster = Subject<'AWS::RDS::DBCluster', never>
export type Database = Instance | Cluster

export const databases = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'] as const

const listing: Readonly<Record<Database['kind'], Operation>> = {
  'AWS::RDS::DBInstance': 'rds:DescribeDBInstances',
  'AWS::RDS::DBCluster': 'rds:DescribeDBClusters',
}

/** Ends the check with `unknown`: what AWS said of this database does not say enough. */
export const cannotTell = ({ kind, name }: Database, why: string): Missing => {
  const operation = listing[kind]
  return new Missing([{ reason: 'bad-response', operation, action: operation, message: `${name}: ${why}` }])
}

/** What the listing says of a database. Ends the check with `unknown` where it was left out: there is no default. */
export const told = <D extends Database, N extends keyof D['base'] & string>(database: D, name: N): NonNullable<D['base'][N]> => {
  const base: D['base'] = database.base
  const value = base[name]
  if (value === undefined || value === null) throw cannotTell(database, `the answer has no ${name}`)
  return value
}

/** The cluster of a member: what is set for a cluster as a whole is judged there. */
export const clusterOf = (database: Database): string | undefined =>
  database.kind === 'AWS::RDS::DBInstance' ? database.base.DBClusterIdentifier || undefined : undefined

/** What a read replica copies. Its data, its users and their backups are those of its source. */
export const sourceOf = ({ kind, base }: Database): string | undefined =>
  (kind === 'AWS::RDS::DBInstance'
    ? base.ReadReplicaSourceDBInstanceIdentifier || base.ReadReplicaSourceDBClusterIdentifier
    : base.ReplicationSourceIdentifier) || undefined

/** `aurora` is what Aurora with MySQL 5.6 was called. */
export const isAurora = (engine: string): boolean => engine === 'aurora' || engine.startsWith('aurora-')
export const isMySql = (engine: string): boolean => ['mysql', 'mariadb', 'aurora', 'aurora-mysql'].includes(engine)
export const isPostgres = (engine: string): boolean => ['postgres', 'aurora-postgresql'].includes(engine)
export const isSqlServer = (engine: string): boolean => engine.startsWith('sqlserver-')
/** RDS Custom: whoever has the machine looks after versions, parameters, logs and storage, and RDS has no settings for them. */
export const isCustom = (engine: string): boolean => engine.startsWith('custom-')
/** Engines that are services of their own, and share RDS's API. */
export const isOtherService = (engine: string): boolean => engine === 'docdb' || engine === 'neptune'

/** `8.0.mysql_aurora.3.05.2` → 8.0; `10.6.17` → 10.6.17. */
const numbersOf = (version: string): readonly number[] => {
  const [leading = ''] = /^\d+(?:\.\d+)*/.exec(version) ?? []
  return leading.split('.').map(Number)
}

/** Whether a version is another one or newer, number by number; what a version leaves out is 0. */
export const atLeast = (version: string, other: string): boolean => {
  const [a, b] = [numbersOf(version), numbersOf(other)]
  const different = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) - (b[i] ?? 0)).find((one) => one !== 0)
  return (different ?? 0) >= 0
}
