// AWS Glue: connections to databases and other sources, without their passwords.
import {
  GetConnectionsCommand,
  GlueClient,
  type AuthenticationType,
  type Connection,
  type ConnectionPropertyKey,
} from '@aws-sdk/client-glue'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn, keyArn } from '../../src/graph/arn.ts'
import { shown, valuesOf, type Named, type Values } from '../../src/collect/values.ts'

/** Properties that say how, and where the credentials are; none is a secret. */
const plain = [
  'JDBC_ENFORCE_SSL',
  'KAFKA_SSL_ENABLED',
  'KAFKA_SASL_SCRAM_SECRETS_ARN',
  'SECRET_ID',
] as const satisfies readonly ConnectionPropertyKey[]

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Glue::Connection': {
      base: {
        ConnectionType: NonNullable<Connection['ConnectionType']>
        /** The few properties that are kept with their value. */
        ConnectionProperties: Partial<Record<(typeof plain)[number], string>>
        PhysicalConnectionRequirements: { SubnetId: string | undefined; SecurityGroupIdList: readonly string[] }
        AuthenticationConfiguration:
          | { AuthenticationType: AuthenticationType | undefined; SecretArn: string | undefined; KmsKeyArn: string | undefined }
          | undefined
        Properties: Values
      }
      /** All that are set, and which of them look like credentials. Glue leaves passwords out of the answer, as it is asked to. */
      facets: { properties: readonly Named[] }
      edges: {
        'in-subnet': 'AWS::EC2::Subnet'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'encrypted-with': 'AWS::KMS::Key'
        /** Where its credentials are, if that is said by ARN. */
        'reads-from': 'AWS::SecretsManager::Secret'
      }
    }
  }
}

export default defineCollector({
  kind: 'AWS::Glue::Connection',
  client: GlueClient,
  list: {
    calls: ['glue:GetConnections'],
    run: (glue, at) =>
      pages(glue, GetConnectionsCommand, { HidePassword: true, MaxResults: 1000 }, (page) =>
        page.ConnectionList?.map((c) => {
          const { ConnectionProperties: properties = {}, PhysicalConnectionRequirements: network, AuthenticationConfiguration: login } = c
          return {
            arn: at.arn('glue', `connection/${member(c.Name, 'Name')}`),
            name: member(c.Name, 'Name'),
            ConnectionType: member(c.ConnectionType, 'ConnectionType'),
            ConnectionProperties: Object.fromEntries(
              plain.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
            ),
            PhysicalConnectionRequirements: {
              SubnetId: network?.SubnetId,
              SecurityGroupIdList: network?.SecurityGroupIdList ?? [],
            },
            AuthenticationConfiguration: login && {
              AuthenticationType: login.AuthenticationType,
              SecretArn: login.SecretArn,
              KmsKeyArn: login.KmsKeyArn,
            },
            Properties: valuesOf([properties, c.SparkProperties, c.AthenaProperties, c.PythonProperties]),
          }
        }),
      ),
  },
  // Drawn from the listing, without a call of its own: a facet, because a recording holds no values.
  facets: { properties: { calls: ['glue:GetConnections'], read: (_glue, { Properties }) => shown(Properties) } },
  edges: {
    'in-subnet': {
      to: 'AWS::EC2::Subnet',
      from: 'base',
      ref: ({ PhysicalConnectionRequirements: { SubnetId } }, item) => (SubnetId ? ec2Arn('subnet', SubnetId, item) : undefined),
    },
    'protected-by': {
      to: 'AWS::EC2::SecurityGroup',
      from: 'base',
      ref: ({ PhysicalConnectionRequirements: { SecurityGroupIdList } }, item) =>
        SecurityGroupIdList.map((id) => ec2Arn('security-group', id, item)),
    },
    'encrypted-with': {
      to: 'AWS::KMS::Key',
      from: 'base',
      ref: ({ AuthenticationConfiguration }, item) => keyArn(AuthenticationConfiguration?.KmsKeyArn, item),
    },
    'reads-from': {
      to: 'AWS::SecretsManager::Secret',
      from: 'base',
      ref: ({ AuthenticationConfiguration, ConnectionProperties: { SECRET_ID, KAFKA_SASL_SCRAM_SECRETS_ARN } }) =>
        [AuthenticationConfiguration?.SecretArn, SECRET_ID, KAFKA_SASL_SCRAM_SECRETS_ARN].flatMap((secret) =>
          secret?.startsWith('arn:') ? [secret] : [],
        ),
    },
  },
})
