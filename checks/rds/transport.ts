// Amazon RDS: whether clients have to use TLS, which versions of it, and for how long the certificate holds.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { auroraGuide, clusterOf, databases, isCustom, isMySql, isPostgres, isSqlServer, told, userGuide } from './database.ts'
import { isOn, settingOf } from './parameters.ts'

const groups = { 'parameters-from': ['parameters'] } as const

const setParameter = (name: string, value: string, family: string) => ({
  cli: `aws rds modify-db-parameter-group --db-parameter-group-name <group> --parameters "ParameterName=${name},ParameterValue='${value}',ApplyMethod=pending-reboot"
# for a cluster: aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name <group> --parameters …
# a default group cannot be changed: create one of your own first, and attach it with modify-db-instance or modify-db-cluster`,
  terraform: `resource "aws_db_parameter_group" "<group>" { # aws_rds_cluster_parameter_group for a cluster
  family = "${family}"
  parameter {
    name         = "${name}"
    value        = "${value}"
    apply_method = "pending-reboot"
  }
}`,
})

export const mySqlRequireTls = defineCheck({
  id: 'rds-mysql-require-tls',
  title: 'MySQL and MariaDB refuse unencrypted client connections',
  on: databases,
  needs: [],
  across: groups,
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'encryption-in-transit',
  likelihood: 3,
  impact: 4,
  cost: { level: 1, note: 'A handshake for each connection and a few percent of CPU; connection pools hide the former.' },
  why: 'A client that does not ask for TLS, or falls back from it, sends queries and results in the clear: whoever sees the traffic reads and alters them.',
  fix: setParameter('require_secure_transport', '1', 'mysql8.0'),
  refs: {
    fsbp: ['RDS.39', 'RDS.44'],
    docs: [`${userGuide}/mysql-ssl-connections.require-ssl.html`, `${userGuide}/mariadb-ssl-connections.require-ssl.html`],
  },
  test: (database) => {
    const { Engine } = database.base
    const cluster = clusterOf(database)
    if (!isMySql(Engine)) return notApplicable({ Engine })
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const setting = settingOf(database, 'require_secure_transport', database['parameters-from'])
    return (isOn(setting) ? pass : fail)({ Engine, require_secure_transport: setting.value, from: setting.from })
  },
})

export const mySqlTlsVersion = defineCheck({
  id: 'rds-mysql-tls-version',
  title: 'MySQL accepts TLS 1.2 or newer only',
  on: databases,
  needs: [],
  across: groups,
  threats: ['data-exfiltration'],
  mitigation: 'encryption-in-transit',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'No cost; clients from before 2013 or so cannot connect any more.' },
  why: 'TLS 1.0 and 1.1 rest on hashes and ciphers that are broken or close to it, and whoever sits between client and server can press both down to them.',
  fix: setParameter('tls_version', 'TLSv1.2,TLSv1.3', 'mysql8.0'),
  refs: { docs: [`${userGuide}/MySQL.Concepts.SSLSupport.html`, `${auroraGuide}/AuroraMySQL.Security.html`] },
  test: (database) => {
    const { Engine } = database.base
    const cluster = clusterOf(database)
    if (!isMySql(Engine)) return notApplicable({ Engine })
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const { value, from } = settingOf(database, 'tls_version', database['parameters-from'])
    const old = value.split(',').some((version) => /^TLSv1(?:\.[01])?$/i.test(version.trim()))
    return (old ? fail : pass)({ Engine, tls_version: value, from })
  },
})

export const otherEnginesTls = defineCheck({
  id: 'rds-other-engines-tls',
  title: 'PostgreSQL and SQL Server force TLS',
  on: databases,
  needs: [],
  across: groups,
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'encryption-in-transit',
  likelihood: 3,
  impact: 4,
  cost: { level: 1, note: 'A handshake for each connection and a few percent of CPU; connection pools hide the former.' },
  why: 'A client that does not ask for TLS, or falls back from it, sends queries and results in the clear: whoever sees the traffic reads and alters them.',
  fix: setParameter('rds.force_ssl', '1', 'postgres16'),
  refs: {
    fsbp: ['RDS.38', 'RDS.41'],
    docs: [`${userGuide}/PostgreSQL.Concepts.General.SSL.html`, `${userGuide}/SQLServer.Concepts.General.SSL.Using.html`],
  },
  test: (database) => {
    const { Engine } = database.base
    const cluster = clusterOf(database)
    if (!isPostgres(Engine) && !isSqlServer(Engine)) return notApplicable({ Engine })
    if (cluster) return notApplicable({ DBClusterIdentifier: cluster })
    const setting = settingOf(database, 'rds.force_ssl', database['parameters-from'])
    return (isOn(setting) ? pass : fail)({ Engine, 'rds.force_ssl': setting.value, from: setting.from })
  },
})

export const proxyRequireTls = defineCheck({
  id: 'rds-proxy-require-tls',
  title: 'RDS Proxy requires TLS',
  on: 'AWS::RDS::DBProxy',
  needs: [],
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'encryption-in-transit',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'A handshake and a little CPU for each connection; no charge.' },
  why: 'Clients of the proxy may connect in the clear, even where the database behind it accepts nothing but TLS: the proxy hides that from them.',
  fix: {
    cli: 'aws rds modify-db-proxy --db-proxy-name <proxy> --require-tls',
    terraform: `resource "aws_db_proxy" "<proxy>" {
  require_tls = true
}`,
  },
  refs: { fsbp: ['RDS.43'], docs: [`${userGuide}/rds-proxy.howitworks.html`] },
  test: ({ base: { RequireTLS, EngineFamily = null } }) => (RequireTLS ? pass : fail)({ RequireTLS, EngineFamily }),
})

/** Days: for exchanging a certificate by hand, and for noticing that RDS did not do so by itself. */
const noticeDays = { byHand: 90, bySelf: 30 }
/** Authorities whose own certificate has run out, and with it what they signed. */
const expired: ReadonlySet<string> = new Set(['rds-ca-2010', 'rds-ca-2015', 'rds-ca-2017', 'rds-ca-2019'])
/** RDS exchanges what these signed before it runs out: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html */
const rotates = (authority: string): boolean => /-g\d+$/.test(authority)

export const caCertificate = defineCheck({
  id: 'rds-ca-certificate',
  title: 'The server certificate is current',
  on: 'AWS::RDS::DBInstance',
  needs: [],
  uses: ['now'],
  threats: ['denial-of-service', 'data-exfiltration'],
  mitigation: 'encryption-in-transit',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'No cost. Clients need the new authority in their trust store first; some engine versions restart.' },
  why: 'When the certificate runs out, clients that verify it cannot connect any more, and those that were told not to verify take any server for the database.',
  fix: {
    cli: 'aws rds modify-db-instance --db-instance-identifier <instance> --ca-certificate-identifier rds-ca-rsa2048-g1 --apply-immediately',
    terraform: `resource "aws_db_instance" "<instance>" {
  ca_cert_identifier = "rds-ca-rsa2048-g1"
}`,
  },
  refs: { docs: [`${userGuide}/UsingWithRDS.SSL-certificate-rotation.html`, `${userGuide}/UsingWithRDS.SSL.html`] },
  test: (instance, { now }) => {
    const { Engine } = instance.base
    if (isCustom(Engine)) return notApplicable({ Engine })
    const CACertificateIdentifier = told(instance, 'CACertificateIdentifier')
    if (expired.has(CACertificateIdentifier)) return fail({ CACertificateIdentifier })
    const days = rotates(CACertificateIdentifier) ? noticeDays.bySelf : noticeDays.byHand
    const ValidTill = told(instance, 'CertificateValidTill')
    return ValidTill.getTime() - now.getTime() > days * 86_400_000
      ? pass({ CACertificateIdentifier, days })
      : fail({ CACertificateIdentifier, days, ValidTill: ValidTill.toISOString() })
  },
})
