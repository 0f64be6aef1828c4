// AWS Glue: how connections reach databases, and where their credentials are.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'

const guide = 'https://docs.aws.amazon.com/glue/latest/dg'

export const connectionTls = defineCheck({
  id: 'glue-connection-tls',
  title: 'JDBC and Kafka connections require TLS',
  on: 'AWS::Glue::Connection',
  needs: [],
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'encryption-in-transit',
  likelihood: 3,
  impact: 4,
  cost: { level: 0, note: 'A handshake and a little CPU for each connection; AWS charges nothing. The database has to offer TLS.' },
  why: 'Whole tables cross the network, and the password before them. Whoever listens on the way, or answers in the place of the database, reads and changes both.',
  fix: {
    cli: `aws glue update-connection --name <connection> --connection-input file://<connection.json>
# <connection.json> is the whole connection, with {"ConnectionProperties": {"JDBC_ENFORCE_SSL": "true"}}; for Kafka {"KAFKA_SSL_ENABLED": "true"}`,
    terraform: `resource "aws_glue_connection" "<connection>" {
  connection_properties = {
    JDBC_CONNECTION_URL = "<url>"
    JDBC_ENFORCE_SSL    = "true"
    SECRET_ID           = aws_secretsmanager_secret.<secret>.name
  }
}`,
  },
  refs: { docs: [`${guide}/connection-properties.html`, `${guide}/encryption-in-transit.html`] },
  test: ({ base: { ConnectionType, ConnectionProperties } }) => {
    // Whatever is not said: off for JDBC, on for Kafka. https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-connections.html
    if (ConnectionType === 'JDBC') {
      const { JDBC_ENFORCE_SSL = 'false' } = ConnectionProperties
      return (JDBC_ENFORCE_SSL.toLowerCase() === 'true' ? pass : fail)({ ConnectionType, JDBC_ENFORCE_SSL })
    }
    if (ConnectionType === 'KAFKA') {
      const { KAFKA_SSL_ENABLED = 'true' } = ConnectionProperties
      return (KAFKA_SSL_ENABLED.toLowerCase() === 'true' ? pass : fail)({ ConnectionType, KAFKA_SSL_ENABLED })
    }
    return notApplicable({ ConnectionType })
  },
})

/** Properties that hold a password, in plain text or encrypted by the catalog. */
const passwords = new Set([
  'PASSWORD',
  'ENCRYPTED_PASSWORD',
  ...['KAFKA_CLIENT_KEYSTORE_PASSWORD', 'KAFKA_CLIENT_KEY_PASSWORD', 'KAFKA_SASL_PLAIN_PASSWORD', 'KAFKA_SASL_SCRAM_PASSWORD'].flatMap(
    (name) => [name, `ENCRYPTED_${name}`],
  ),
])
const userNames = new Set(['USERNAME', 'KAFKA_SASL_PLAIN_USERNAME', 'KAFKA_SASL_SCRAM_USERNAME'])

export const connectionSecrets = defineCheck({
  id: 'glue-connection-secrets',
  title: 'Connections name a secret and hold no password',
  on: 'AWS::Glue::Connection',
  needs: ['properties'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'secret-management',
  likelihood: 3,
  impact: 4,
  cost: { level: 1, note: 'A secret costs a fixed amount a month; jobs need secretsmanager:GetSecretValue on it.' },
  why: 'A password in a connection is shown to everybody who may read connections, is copied with every export of the catalog, and nobody changes it. A secret has readers of its own and rotates.',
  fix: {
    cli: `aws glue update-connection --name <connection> --connection-input file://<connection.json>
# <connection.json> is the whole connection, with SECRET_ID in the place of USERNAME and PASSWORD: {"ConnectionProperties": {"JDBC_CONNECTION_URL": "<url>", "SECRET_ID": "<secret-name>"}}`,
    terraform: `resource "aws_glue_connection" "<connection>" {
  connection_properties = {
    JDBC_CONNECTION_URL = "<url>"
    JDBC_ENFORCE_SSL    = "true"
    SECRET_ID           = aws_secretsmanager_secret.<secret>.name
  }
}`,
  },
  refs: { docs: [`${guide}/connection-properties-secrets-manager.html`] },
  test: ({ base: { AuthenticationConfiguration, ConnectionProperties }, properties }) => {
    const embedded = properties.flatMap(({ Name, Secret }) =>
      passwords.has(Name) || Secret !== undefined ? [`${Name} (${Secret ?? 'password'})`] : [],
    )
    if (embedded.length > 0) return fail({ embedded: few(embedded) })
    const secret =
      AuthenticationConfiguration?.SecretArn ?? ConnectionProperties.SECRET_ID ?? ConnectionProperties.KAFKA_SASL_SCRAM_SECRETS_ARN ?? null
    if (secret !== null) return pass({ secret })
    // Glue is asked to leave the password out. A name to log in with, and no secret, says that there is one.
    const userName = properties.find(({ Name }) => userNames.has(Name))?.Name
    return userName === undefined ? notApplicable({ credentials: null }) : fail({ secret, userName })
  },
})
