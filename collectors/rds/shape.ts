// What the kinds of Amazon RDS have in common: ARNs, tags, and how their answers name groups, secrets and parameters.
import type { MasterUserSecret, Parameter, Tag, VpcSecurityGroupMembership } from '@aws-sdk/client-rds'
import { member } from '../../src/collect/member.ts'
import { ec2Arn, keyArn, partitionOf } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.ARN.html */
type Type = 'db' | 'cluster' | 'pg' | 'cluster-pg' | 'og' | 'snapshot' | 'cluster-snapshot'

export const rdsArn = (type: Type, name: string, { account, region }: Scope): string =>
  `arn:${partitionOf(region)}:rds:${region}:${account}:${type}:${name}`

/** The log group to which a database exports logs of one type. */
export const logGroupArn = (of: 'instance' | 'cluster', name: string, type: string, { account, region }: Scope): string =>
  `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:/aws/rds/${of}/${name}/${type}`

export const tagsOf = (list: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries(member(list, 'TagList').map(({ Key, Value }) => [member(Key, 'Key'), Value ?? '']))

/** Groups that are in force or about to be; one that is being taken away lets nobody in any more. */
export const groupIds = (groups: readonly VpcSecurityGroupMembership[] | undefined): readonly string[] | undefined =>
  groups?.filter(({ Status }) => Status !== 'removing').map(({ VpcSecurityGroupId }) => member(VpcSecurityGroupId, 'VpcSecurityGroupId'))

export type MasterSecret = Pick<MasterUserSecret, 'SecretStatus' | 'KmsKeyId'> & { SecretArn: string }

export const masterSecret = (secret: MasterUserSecret | undefined): MasterSecret | undefined =>
  secret && { SecretArn: member(secret.SecretArn, 'SecretArn'), SecretStatus: secret.SecretStatus, KmsKeyId: secret.KmsKeyId }

/** The parameters that checks look at. Others stay where they are: some hold what should not be read out (`init_connect`). */
const judged = [
  'local_infile',
  'max_connections',
  'rds.force_ssl',
  'require_secure_transport',
  'server_audit_events',
  'server_audit_logging',
  'tls_version',
] as const
export type ParameterName = (typeof judged)[number]
/** What somebody set; a parameter that is missing has the engine's default. */
export type Parameters = { readonly [P in ParameterName]?: string }

export const parametersOf = (list: readonly Parameter[]): Parameters =>
  Object.fromEntries(
    judged.flatMap((name): readonly (readonly [ParameterName, string])[] => {
      const value = list.find(({ ParameterName }) => ParameterName === name)?.ParameterValue
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** AWS makes these groups, and nobody can change them: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/parameter-groups-overview.html */
export const isDefaultGroup = (name: string): boolean => name.startsWith('default.') || name.startsWith('default:')

/** What instances and clusters tell alike. */
interface Database {
  readonly KmsKeyId?: string | undefined
  readonly MasterUserSecret: MasterSecret | undefined
  readonly OptionGroupMemberships: readonly { readonly OptionGroupName: string; readonly Status: string | undefined }[]
  readonly VpcSecurityGroupIds: readonly string[] | undefined
}

/** Where the facts of instances and of clusters alike point. */
export const databaseEdges = {
  'options-from': {
    to: 'AWS::RDS::OptionGroup',
    from: 'base',
    ref: ({ OptionGroupMemberships }: Database, item: Scope) =>
      OptionGroupMemberships.map(({ OptionGroupName: name }) => rdsArn('og', name, item)),
  },
  'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KmsKeyId }: Database, item: Scope) => keyArn(KmsKeyId, item) },
  'protected-by': {
    to: 'AWS::EC2::SecurityGroup',
    from: 'base',
    ref: ({ VpcSecurityGroupIds = [] }: Database, item: Scope) => VpcSecurityGroupIds.map((id) => ec2Arn('security-group', id, item)),
  },
  'uses-secret': {
    to: 'AWS::SecretsManager::Secret',
    from: 'base',
    ref: ({ MasterUserSecret }: Database) => MasterUserSecret?.SecretArn,
  },
} as const
