// The value that a database parameter has: what somebody set in its group, else what the engine starts with.
import type { FacetValue } from '../../src/graph/kinds.ts'
import type { Neighbour } from '../../src/check/check.ts'
import { atLeast, cannotTell, isAurora, isMySql, isPostgres, isSqlServer, told, type Database } from './database.ts'

type Parameters = NonNullable<FacetValue<'AWS::RDS::DBParameterGroup', 'parameters'>>
export type ParameterName = keyof Parameters
export type Groups = readonly Neighbour<'AWS::RDS::DBParameterGroup' | 'AWS::RDS::DBClusterParameterGroup', 'parameters'>[]

const modernTls = 'TLSv1.2,TLSv1.3'
const oldTls = 'TLSv1,TLSv1.1,TLSv1.2'

/** `8.0.mysql_aurora.3.05.2` → 3.05.2. */
const auroraVersionOf = (version: string): string => /mysql_aurora\.(.*)$/.exec(version)?.[1] ?? ''

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.SSLSupport.html */
const mariaDbTls = (version: string): string => {
  const [, patched] =
    [
      ['10.6', '10.6.17'],
      ['10.5', '10.5.24'],
      ['10.4', '10.4.33'],
    ].find(([line = '']) => version.startsWith(`${line}.`)) ?? []
  return atLeast(version, patched ?? '10.11') ? modernTls : oldTls
}

/**
 * What AWS documents for groups in which nobody set the parameter; undefined where it documents nothing that is known here: versions that are newer
 * than this table.
 */
const defaults: { readonly [P in ParameterName]: (engine: string, version: string) => string | undefined } = {
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.require-ssl.html, mariadb-ssl-connections.require-ssl.html and AuroraMySQL.Security.html
  require_secure_transport: (engine, version) => {
    if (engine === 'mysql') return atLeast(version, '9.7') ? '1' : atLeast(version, '8.5') ? undefined : '0'
    if (engine === 'mariadb') return atLeast(version, '11.8') ? '1' : atLeast(version, '11.5') ? undefined : '0'
    return isAurora(engine) && isMySql(engine) && !atLeast(version, '8.1') ? '0' : undefined
  },
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.SSLSupport.html
  tls_version: (engine, version) => {
    if (engine === 'mysql') return atLeast(version, '8.0') ? modernTls : oldTls
    if (engine === 'mariadb') return mariaDbTls(version)
    if (!isAurora(engine) || !isMySql(engine)) return undefined
    if (!atLeast(version, '8.0')) return oldTls
    return atLeast(auroraVersionOf(version), '3.04') ? modernTls : undefined
  },
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html, AuroraPostgreSQL.Security.html and SQLServer.Concepts.General.SSL.Using.html
  'rds.force_ssl': (engine, version) => {
    if (isSqlServer(engine)) return '0'
    return isPostgres(engine) ? (atLeast(version, isAurora(engine) ? '17' : '15') ? '1' : '0') : undefined
  },
  // RDS switches it on in every family so far, also where MySQL itself does not.
  local_infile: (engine, version) => (isMySql(engine) && (engine === 'mariadb' || !atLeast(version, '8.5')) ? '1' : undefined),
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html
  server_audit_logging: (engine) => (isMySql(engine) ? '0' : undefined),
  server_audit_events: (engine) => (isMySql(engine) ? '' : undefined),
  // A formula of the memory of the instance class.
  max_connections: () => undefined,
}

export interface Setting {
  readonly value: string
  readonly from: 'parameter group' | 'engine default'
}

/** AWS makes default groups where they are first used; one that is not listed was never used by anything else. */
const isDefault = (arn: string): boolean => /:(?:cluster-)?pg:default\./.test(arn)

/** What somebody set in one of these groups. */
export const setIn = (database: Database, groups: Groups, name: ParameterName): string | undefined =>
  groups
    .map((group) => {
      if (group.found) return group.node.parameters?.[name]
      if (isDefault(group.arn)) return undefined
      throw cannotTell(database, `the parameter group ${group.arn} was not among those that were read`)
    })
    .find((value) => value !== undefined)

/** The value that holds; of several sets of groups, the first in which somebody set it decides. Ends the check with `unknown` where none can be told. */
export const settingOf = (database: Database, name: ParameterName, ...sets: readonly Groups[]): Setting => {
  for (const groups of sets) {
    const value = setIn(database, groups, name)
    if (value !== undefined) return { value, from: 'parameter group' }
  }
  if (sets.every((groups) => groups.length === 0)) throw cannotTell(database, 'the answer names no parameter group')
  const version = told(database, 'EngineVersion')
  const standard = defaults[name](database.base.Engine, version)
  if (standard === undefined)
    throw cannotTell(database, `nobody set ${name}, and the default of ${database.base.Engine} ${version} is not known`)
  return { value: standard, from: 'engine default' }
}

export const isOn = ({ value }: Setting): boolean => /^(?:1|on|true)$/i.test(value.trim())
