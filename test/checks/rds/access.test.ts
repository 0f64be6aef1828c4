// What the checks on logins and sessions decide.
import { defaultMasterUsername, iamAuthentication, masterSecretManaged, mySqlLocalInfile } from '../../../checks/rds/access.ts'
import { cluster, clusterParameterGroup, instance, member, parameterGroup, secretArn, uses } from '../../support/rds.ts'
import { given, verify } from '../../support/verify.ts'

verify(iamAuthentication, {
  pass: [
    given(instance('orders', { IAMDatabaseAuthenticationEnabled: true }), {
      evidence: { Engine: 'mysql', IAMDatabaseAuthenticationEnabled: true },
    }),
    cluster('carts', { IAMDatabaseAuthenticationEnabled: true }),
    instance('PostgreSQL', { Engine: 'postgres', IAMDatabaseAuthenticationEnabled: true }),
  ],
  fail: [instance('orders'), cluster('carts')],
  notApplicable: [instance('SQL Server', { Engine: 'sqlserver-se' }), cluster('Neptune', { Engine: 'neptune' }), member('carts')],
  unknown: [instance('not told', { IAMDatabaseAuthenticationEnabled: undefined })],
})

const secret = (SecretStatus: string | undefined) => ({ MasterUserSecret: { SecretArn: secretArn, SecretStatus, KmsKeyId: undefined } })

verify(masterSecretManaged, {
  pass: [
    given(instance('orders', secret('active')), { evidence: { SecretArn: secretArn, SecretStatus: 'active' } }),
    given(instance('orders', secret('rotating')), { title: 'while it is rotated' }),
    cluster('carts', secret('active')),
  ],
  fail: [
    given(instance('orders'), { evidence: { SecretArn: null, SecretStatus: null } }),
    given(instance('orders', secret('impaired')), { title: 'impaired' }),
    cluster('carts'),
    cluster('DocumentDB', { Engine: 'docdb' }),
  ],
  notApplicable: [
    member('carts'),
    given(instance('replica', { ReadReplicaSourceDBInstanceIdentifier: 'orders' }), { evidence: { replicaOf: 'orders' } }),
    cluster('far', { ReplicationSourceIdentifier: 'arn:aws:rds:us-east-1:111122223333:cluster:carts' }),
    cluster('Neptune', { Engine: 'neptune' }),
    instance('RDS Custom', { Engine: 'custom-oracle-ee' }),
  ],
})

verify(defaultMasterUsername, {
  pass: [given(instance('orders'), { evidence: { MasterUsername: 'shopmaster' } }), cluster('carts')],
  fail: [
    given(instance('orders', { MasterUsername: 'admin' }), { evidence: { MasterUsername: 'admin' } }),
    given(instance('orders', { MasterUsername: 'Postgres' }), { title: 'in capitals' }),
    cluster('carts', { MasterUsername: 'root' }),
  ],
  notApplicable: [
    member('carts', { MasterUsername: 'admin' }),
    instance('replica', { MasterUsername: 'admin', ReadReplicaSourceDBInstanceIdentifier: 'orders' }),
    cluster('DocumentDB', { Engine: 'docdb', MasterUsername: 'admin' }),
  ],
  unknown: [instance('not told', { MasterUsername: undefined })],
})

const orders = instance('orders', uses('shop'))
const carts = cluster('carts', { DBClusterParameterGroup: 'carts' })

verify(mySqlLocalInfile, {
  pass: [
    given(orders, {
      with: [parameterGroup('shop', { local_infile: '0' })],
      evidence: { Engine: 'mysql', local_infile: '0', from: 'parameter group' },
    }),
    given(member('carts'), { with: [carts, clusterParameterGroup('carts', { local_infile: 'OFF' })], title: 'off for the cluster' }),
    given(member('carts', uses('shop')), {
      with: [carts, clusterParameterGroup('carts', { local_infile: '1' }), parameterGroup('shop', { local_infile: '0' })],
      title: 'off for the instance',
    }),
  ],
  fail: [
    given(instance('orders'), { evidence: { Engine: 'mysql', local_infile: '1', from: 'engine default' } }),
    given(orders, { with: [parameterGroup('shop', {})], title: 'not set' }),
    given(member('carts'), { with: [carts, clusterParameterGroup('carts', {})], title: 'Aurora by default' }),
    given(member('carts', uses('shop')), {
      with: [carts, clusterParameterGroup('carts', { local_infile: '0' }), parameterGroup('shop', { local_infile: '1' })],
      title: 'on for the instance again',
    }),
  ],
  notApplicable: [instance('PostgreSQL', { Engine: 'postgres' })],
  unknown: [
    given(member('carts'), { title: 'a cluster that was not among those that were read' }),
    given(instance('orders', { EngineVersion: '9.7.0' }), { title: 'a version whose default is not known' }),
  ],
})
