// What the checks on Glue connections decide.
import { connectionSecrets, connectionTls } from '../../../checks/glue/connections.ts'
import { connection } from '../../support/glue.ts'
import { account, region } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:shop-AbCdEf`

verify(connectionTls, {
  pass: [
    given(connection('JDBC', { ConnectionProperties: { JDBC_ENFORCE_SSL: 'true' } }), {
      evidence: { ConnectionType: 'JDBC', JDBC_ENFORCE_SSL: 'true' },
    }),
    connection('in capitals', { ConnectionProperties: { JDBC_ENFORCE_SSL: 'TRUE' } }),
    connection('Kafka, where it is the default', { ConnectionType: 'KAFKA' }),
    connection('Kafka', { ConnectionType: 'KAFKA', ConnectionProperties: { KAFKA_SSL_ENABLED: 'true' } }),
  ],
  fail: [
    given(connection('JDBC, where it is not the default'), { evidence: { ConnectionType: 'JDBC', JDBC_ENFORCE_SSL: 'false' } }),
    connection('JDBC without', { ConnectionProperties: { JDBC_ENFORCE_SSL: 'false' } }),
    connection('Kafka without', { ConnectionType: 'KAFKA', ConnectionProperties: { KAFKA_SSL_ENABLED: 'false' } }),
  ],
  notApplicable: [connection('a network', { ConnectionType: 'NETWORK' }), connection('MongoDB', { ConnectionType: 'MONGODB' })],
})

verify(connectionSecrets, {
  pass: [
    given(connection('a secret', { ConnectionProperties: { SECRET_ID: 'shop' } }, { SECRET_ID: undefined }), {
      evidence: { secret: 'shop' },
    }),
    connection('of the second version', {
      AuthenticationConfiguration: { AuthenticationType: 'BASIC', SecretArn: secretArn, KmsKeyArn: undefined },
    }),
    connection('Kafka', { ConnectionType: 'KAFKA', ConnectionProperties: { KAFKA_SASL_SCRAM_SECRETS_ARN: secretArn } }),
  ],
  fail: [
    given(connection('a password', {}, { PASSWORD: 'named-like-a-secret', USERNAME: undefined }), {
      evidence: { embedded: ['PASSWORD (named-like-a-secret)'] },
    }),
    given(connection('an encrypted password', {}, { ENCRYPTED_PASSWORD: undefined, USERNAME: undefined }), {
      evidence: { embedded: ['ENCRYPTED_PASSWORD (password)'] },
    }),
    given(connection('a password that Glue hides', {}, { USERNAME: undefined, JDBC_CONNECTION_URL: undefined }), {
      evidence: { secret: null, userName: 'USERNAME' },
    }),
    connection('a password in the URL', { ConnectionProperties: { SECRET_ID: 'shop' } }, { JDBC_CONNECTION_URL: 'password-in-url' }),
    connection('Kafka', { ConnectionType: 'KAFKA' }, { ENCRYPTED_KAFKA_SASL_SCRAM_PASSWORD: undefined }),
  ],
  notApplicable: [connection('a network', { ConnectionType: 'NETWORK' })],
})
