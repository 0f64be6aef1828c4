// What the checks on TLS decide, and what engines do where nobody set anything.
import { caCertificate, mySqlRequireTls, mySqlTlsVersion, otherEnginesTls, proxyRequireTls } from '../../../checks/rds/transport.ts'
import type { AnyNode } from '../../../src/graph/node.ts'
import { ago, cluster, clusterParameterGroup, day, instance, member, parameterGroup, proxy, uses } from '../../support/rds.ts'
import { given, verify } from '../../support/verify.ts'

const own = (Engine: string, EngineVersion: string): AnyNode =>
  instance(`${Engine} ${EngineVersion}`, { Engine, EngineVersion, ...uses(`default.${Engine}`) })
const shop = instance('orders', uses('shop'))
const aurora = (name: string, EngineVersion?: string): AnyNode =>
  cluster(name, { DBClusterParameterGroup: 'shop', ...(EngineVersion !== undefined && { EngineVersion }) })

verify(mySqlRequireTls, {
  pass: [
    given(shop, {
      with: [parameterGroup('shop', { require_secure_transport: '1' })],
      evidence: { Engine: 'mysql', require_secure_transport: '1', from: 'parameter group' },
    }),
    given(shop, { with: [parameterGroup('shop', { require_secure_transport: 'ON' })], title: 'spelled out' }),
    given(aurora('carts'), { with: [clusterParameterGroup('shop', { require_secure_transport: 'ON' })] }),
    given(own('mysql', '9.7.0'), { evidence: { Engine: 'mysql', require_secure_transport: '1', from: 'engine default' } }),
    own('mariadb', '11.8.3'),
  ],
  fail: [
    given(own('mysql', '8.0.40'), { evidence: { Engine: 'mysql', require_secure_transport: '0', from: 'engine default' } }),
    given(own('mysql', '8.0.40'), { with: [parameterGroup('default.mysql', null)], title: 'a default group that is listed' }),
    given(shop, { with: [parameterGroup('shop', {})], title: "not set in a group of one's own" }),
    given(shop, { with: [parameterGroup('shop', { require_secure_transport: '0' })], title: 'switched off' }),
    own('mysql', '8.4.5'),
    own('mariadb', '10.11.9'),
    own('mariadb', '11.4.5'),
    given(cluster('carts'), { title: 'Aurora 3 by default' }),
    cluster('Aurora 2', { EngineVersion: '5.7.mysql_aurora.2.12.0', DBClusterParameterGroup: 'default.aurora-mysql5.7' }),
    cluster('Multi-AZ cluster', { Engine: 'mysql', EngineVersion: '8.0.40', DBClusterParameterGroup: 'default.mysql8.0' }),
  ],
  notApplicable: [
    own('postgres', '16.3'),
    cluster('Neptune', { Engine: 'neptune' }),
    given(member('carts'), { evidence: { DBClusterIdentifier: 'carts' } }),
  ],
  unknown: [
    given(shop, { title: 'a group that was not among those that were read' }),
    given(own('mysql', '9.2.0'), { title: 'a version whose default is not known' }),
    given(cluster('carts', { EngineVersion: '8.4.mysql_aurora.4.01.0' }), { title: 'Aurora 4' }),
    given(instance('nameless', { DBParameterGroups: [] }), { title: 'no parameter group at all' }),
    given(cluster('carts', { EngineVersion: undefined }), { title: 'no version' }),
  ],
})

verify(mySqlTlsVersion, {
  pass: [
    given(shop, {
      with: [parameterGroup('shop', { tls_version: 'TLSv1.2,TLSv1.3' })],
      evidence: { Engine: 'mysql', tls_version: 'TLSv1.2,TLSv1.3', from: 'parameter group' },
    }),
    own('mysql', '8.0.40'),
    own('mysql', '8.4.5'),
    own('mariadb', '11.4.5'),
    own('mariadb', '10.11.9'),
    own('mariadb', '10.6.17'),
    given(cluster('carts'), { title: 'Aurora 3.08' }),
  ],
  fail: [
    given(shop, { with: [parameterGroup('shop', { tls_version: 'TLSv1.1, TLSv1.2' })], title: 'TLS 1.1' }),
    given(shop, { with: [parameterGroup('shop', { tls_version: 'TLSv1,TLSv1.2' })], title: 'TLS 1.0' }),
    own('mysql', '5.7.44'),
    own('mariadb', '10.6.16'),
    own('mariadb', '10.5.23'),
    own('mariadb', '10.3.39'),
    cluster('Aurora 2', { EngineVersion: '5.7.mysql_aurora.2.12.0' }),
  ],
  notApplicable: [own('postgres', '16.3'), member('carts')],
  unknown: [given(cluster('carts', { EngineVersion: '8.0.mysql_aurora.3.02.0' }), { title: 'Aurora 3.02' })],
})

verify(otherEnginesTls, {
  pass: [
    given(own('postgres', '15.4'), { evidence: { Engine: 'postgres', 'rds.force_ssl': '1', from: 'engine default' } }),
    cluster('Aurora 17', { Engine: 'aurora-postgresql', EngineVersion: '17.4', DBClusterParameterGroup: 'default.aurora-postgresql17' }),
    given(instance('reports', { Engine: 'sqlserver-se', EngineVersion: '15.00.4415.2.v1', ...uses('forced') }), {
      with: [parameterGroup('forced', { 'rds.force_ssl': '1' }, 'sqlserver-se-15.0')],
    }),
  ],
  fail: [
    given(own('postgres', '14.11'), { evidence: { Engine: 'postgres', 'rds.force_ssl': '0', from: 'engine default' } }),
    given(instance('loose', { Engine: 'postgres', EngineVersion: '16.3', ...uses('loose') }), {
      with: [parameterGroup('loose', { 'rds.force_ssl': '0' }, 'postgres16')],
    }),
    cluster('Aurora 16', { Engine: 'aurora-postgresql', EngineVersion: '16.4', DBClusterParameterGroup: 'default.aurora-postgresql16' }),
    own('sqlserver-ex', '16.00.4185.3.v1'),
  ],
  notApplicable: [
    instance('RDS Custom', { Engine: 'custom-sqlserver-ee' }),
    own('mysql', '8.0.40'),
    own('oracle-se2', '19.0.0.0'),
    instance('member', { Engine: 'aurora-postgresql', DBClusterIdentifier: 'c' }),
  ],
})

verify(proxyRequireTls, {
  pass: [given(proxy('strict', { RequireTLS: true }), { evidence: { RequireTLS: true, EngineFamily: 'MYSQL' } })],
  fail: [given(proxy('lax'), { evidence: { RequireTLS: false, EngineFamily: 'MYSQL' } })],
})

const certificate = (CACertificateIdentifier: string, days: number | undefined): AnyNode =>
  instance(`${CACertificateIdentifier}, ${days} days`, {
    CACertificateIdentifier,
    CertificateValidTill: days === undefined ? undefined : ago(-days * day),
  })

verify(caCertificate, {
  pass: [
    given(certificate('rds-ca-rsa2048-g1', 31), { evidence: { CACertificateIdentifier: 'rds-ca-rsa2048-g1', days: 30 } }),
    given(certificate('rds-ca-2031', 91), { evidence: { CACertificateIdentifier: 'rds-ca-2031', days: 90 } }),
  ],
  fail: [
    given(certificate('rds-ca-2019', 300), { evidence: { CACertificateIdentifier: 'rds-ca-2019' } }),
    certificate('rds-ca-2031', 89),
    given(certificate('rds-ca-ecc384-g1', 29), {
      evidence: { CACertificateIdentifier: 'rds-ca-ecc384-g1', days: 30, ValidTill: ago(-29 * day).toISOString() },
    }),
    certificate('rds-ca-rsa4096-g1', -1),
  ],
  notApplicable: [instance('RDS Custom', { Engine: 'custom-sqlserver-ee', CACertificateIdentifier: undefined })],
  unknown: [certificate('rds-ca-rsa2048-g1', undefined), instance('no authority', { CACertificateIdentifier: undefined })],
})
