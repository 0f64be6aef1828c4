// RDS as AWS answers it: with certificates, keys and life cycles, and with option groups and engine versions, which moto cannot list.
import { queryResult } from '../../support/answers.ts'
import { arnOf, daysBefore, home } from '../ground.ts'
import { instances } from '../rds.ts'
import type { Override, Overrides, Truth } from './override.ts'

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`
const elements = (values: Changes): string =>
  Object.entries(values)
    .map(([name, content]) => (content === null ? '' : element(name, content)))
    .join('')

/** The key that AWS manages for RDS in this account. */
const defaultKey = arnOf('kms', 'key/5f0c9d1e-7a34-4c1b-9b7e-2d6a8e4f1c03')
const minutesBefore = (now: Date, minutes: number): string => daysBefore(now, minutes / 1440).toISOString()

/** What takes the place of the elements of a block that have the same name: `null` for nothing. */
type Changes = Readonly<Record<string, string | null>>

/** Alters each block of an answer, and leaves out those that AWS would not show. */
const altered =
  (block: string, change: (name: string, text: string, truth: Truth) => Changes | 'not shown'): Override =>
  async (_seen, ask, truth) => {
    const { status, headers, text } = await ask()
    const identifier = new RegExp(`<${block}Identifier>(.*?)</`)
    const body = text.replaceAll(new RegExp(`<${block}>(.*?)</${block}>`, 'gs'), (_all, inner: string) => {
      const changes = change(identifier.exec(inner)?.[1] ?? '', inner, truth)
      if (changes === 'not shown') return ''
      const kept = Object.keys(changes).reduce(
        (rest, name) => rest.replaceAll(new RegExp(`<${name}(?:/>|>.*?</${name}>)`, 'gs'), ''),
        inner.replaceAll('default_kms_key_id', defaultKey),
      )
      return element(block, kept + elements(changes))
    })
    return { status, headers, body }
  }

const lifecycle = { EngineLifecycleSupport: 'open-source-rds-extended-support' }

/** In how many days standard support ends; the account does not grow old. */
const majors: Readonly<Record<string, readonly (readonly [major: string, days: number])[]>> = {
  mysql: [
    ['8.4', 980],
    ['8.0', -115],
    ['5.7', -1000],
  ],
  postgres: [
    ['16', 825],
    ['13', -270],
  ],
  'aurora-mysql': [
    ['8.0', 520],
    ['5.7', -755],
  ],
}
const majorOf = (engine: string, version: string): string =>
  majors[engine]?.find(([major]) => version === major || version.startsWith(`${major}.`))?.[0] ?? version

const optionGroups: readonly (readonly [name: string, engine: string, major: string, options: string])[] = [
  [
    'shop-audited',
    'mysql',
    '8.4',
    element(
      'Option',
      elements({
        OptionName: 'MARIADB_AUDIT_PLUGIN',
        Persistent: 'false',
        Permanent: 'false',
        OptionSettings: element(
          'OptionSetting',
          elements({ Name: 'SERVER_AUDIT_EVENTS', Value: 'CONNECT,QUERY_DDL,QUERY_DCL', DefaultValue: 'CONNECT,QUERY' }),
        ),
      }),
    ),
  ],
  ['default:mysql-8-0', 'mysql', '8.0', ''],
  ['default:mysql-5-7', 'mysql', '5.7', ''],
  ['default:postgres-16', 'postgres', '16', ''],
  ['default:postgres-13', 'postgres', '13', ''],
  ['default:aurora-mysql-8-0', 'aurora-mysql', '8.0', ''],
]

export const rds: Overrides = {
  'rds:DescribeDBClusters': altered('DBCluster', (_name, text, { now }) => ({
    ...lifecycle,
    LatestRestorableTime: minutesBefore(now, 4),
    // The audit log was switched on, and the reader not restarted since: moto knows no waiting.
    DBClusterMembers: (/<DBClusterMembers>(.*?)<\/DBClusterMembers>/s.exec(text)?.[1] ?? '').replace(
      /(carts-reader.*?)in-sync/s,
      '$1pending-reboot',
    ),
  })),
  'rds:DescribeDBClusterSnapshots': altered('DBClusterSnapshot', () => ({})),
  'rds:DescribeDBEngineVersions': ({ input }) => {
    const [Engine, EngineVersion] = [String(input['Engine']), String(input['EngineVersion'])]
    const version = elements({ Engine, EngineVersion, MajorEngineVersion: majorOf(Engine, EngineVersion), Status: 'available' })
    return queryResult('DescribeDBEngineVersions', element('DBEngineVersions', element('DBEngineVersion', version)))
  },
  'rds:DescribeDBInstances': altered('DBInstance', (name, text, { now }) => {
    const spec = instances.find((one) => one.name === name)
    const authority = /<CACertificateIdentifier>(.*?)</.exec(text)?.[1] ?? ''
    const ValidTill = spec?.oldCertificate ? '2024-08-22T17:08:50Z' : daysBefore(now, -240).toISOString()
    const isMember = spec === undefined
    return {
      ...lifecycle,
      CertificateDetails: elements({ CAIdentifier: authority, ValidTill }),
      LatestRestorableTime: isMember || text.includes('<BackupRetentionPeriod>0<') ? null : minutesBefore(now, spec.restorable ?? 4),
      ...(spec?.replicatedTo && {
        DBInstanceAutomatedBackupsReplications: element(
          'DBInstanceAutomatedBackupsReplication',
          elements({ DBInstanceAutomatedBackupsArn: arnOf('rds', `auto-backup:ab-${name}`, spec.replicatedTo) }),
        ),
      }),
      // moto takes the version of Aurora for that of MySQL, and its own for the option group of PostgreSQL.
      ...(isMember && {
        DBParameterGroups: element(
          'DBParameterGroup',
          elements({ DBParameterGroupName: 'default.aurora-mysql8.0', ParameterApplyStatus: 'in-sync' }),
        ),
        OptionGroupMemberships: element(
          'OptionGroupMembership',
          elements({ OptionGroupName: 'default:aurora-mysql-8-0', Status: 'in-sync' }),
        ),
      }),
    }
  }),
  'rds:DescribeDBMajorEngineVersions': ({ input }, _ask, { now }) => {
    const Engine = String(input['Engine'])
    const list = (majors[Engine] ?? []).map(([MajorEngineVersion, days]) =>
      element(
        'DBMajorEngineVersion',
        elements({
          Engine,
          MajorEngineVersion,
          SupportedEngineLifecycles: element(
            'SupportedEngineLifecycle',
            elements({
              LifecycleSupportName: 'open-source-rds-standard-support',
              LifecycleSupportStartDate: '2018-04-19T00:00:00Z',
              LifecycleSupportEndDate: daysBefore(now, -days).toISOString(),
            }),
          ),
        }),
      ),
    )
    return queryResult('DescribeDBMajorEngineVersions', element('DBMajorEngineVersions', list.join('')))
  },
  // Members of a cluster have no snapshots of their own.
  'rds:DescribeDBSnapshots': altered('DBSnapshot', (_name, text) => (text.includes('<Engine>aurora-') ? 'not shown' : {})),
  // moto fails without a name.
  'rds:DescribeOptionGroups': ({ region }) => {
    const list = optionGroups.map(([OptionGroupName, EngineName, MajorEngineVersion, Options]) =>
      element(
        'OptionGroup',
        elements({ OptionGroupName, EngineName, MajorEngineVersion, Options, OptionGroupArn: arnOf('rds', `og:${OptionGroupName}`) }),
      ),
    )
    return queryResult('DescribeOptionGroups', element('OptionGroupsList', region === home ? list.join('') : ''))
  },
}
