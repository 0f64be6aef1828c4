// Names operations, and says which may ever be sent: the base that every session needs, and what no allow-list may contain.
import type { Operation } from '../graph/fact.ts'

/** What a client tells of itself; the SDK resolves both when it is built. */
export interface ClientConfig {
  readonly serviceId?: unknown
  readonly defaultSigningName?: unknown
}

/** Services whose operations are not called after their signing name. */
const prefixes: Readonly<Record<string, string>> = {
  CloudWatch: 'cloudwatch', // signs as monitoring
  'Resource Groups Tagging API': 'tag', // signs as tagging
  'S3 Control': 's3-control', // shares names with S3 and needs other actions
}

/** The first half of a service's operations: its IAM prefix. */
export const prefixOf = ({ serviceId, defaultSigningName }: ClientConfig): string =>
  (typeof serviceId === 'string' ? prefixes[serviceId] : undefined) ??
  (typeof defaultSigningName === 'string' ? defaultSigningName : 'unknown')

/** SQS's client and `ListQueues` → `sqs:ListQueues`. */
export const operationOf = (config: ClientConfig, name: string): Operation => `${prefixOf(config)}:${name}`

/** Sent by every session, whatever it collects. */
export const baseOperations: readonly Operation[] = ['ec2:DescribeRegions', 'sts:AssumeRole', 'sts:GetCallerIdentity']

/** Names that only read. Everything else changes something. */
const reads = /^(BatchDescribe|BatchGet|Describe|Get|Head|List|Lookup|Search|Simulate)[A-Za-z0-9]*$/

/** The few that change nothing but have to make something first: a report, a session. */
const made: ReadonlySet<Operation> = new Set(['iam:GenerateCredentialReport', 'iam:GenerateServiceLastAccessedDetails', 'sts:AssumeRole'])

/** Named like reads, and they hand out content, secrets, code or credentials. */
const content: ReadonlySet<Operation> = new Set([
  'apigateway:GetApiKey', // the key itself, when asked for
  'apigateway:GetApiKeys',
  'apigateway:GetExport',
  'apigateway:GetSdk',
  'athena:GetQueryResults',
  'athena:GetQueryResultsStream',
  'codeartifact:GetAuthorizationToken',
  'codeartifact:GetPackageVersionAsset',
  'codecommit:GetBlob',
  'codecommit:GetFile',
  'dynamodb:BatchGetItem',
  'dynamodb:GetItem',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'ebs:GetSnapshotBlock',
  'ec2:GetConsoleOutput',
  'ec2:GetConsoleScreenshot',
  'ec2:GetPasswordData',
  'ecr:BatchGetImage',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
  'ecr-public:GetAuthorizationToken',
  'glacier:GetJobOutput',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'lakeformation:GetQueryState',
  'lakeformation:GetQueryStatistics',
  'lakeformation:GetTemporaryDataLocationCredentials',
  'lakeformation:GetTemporaryGluePartitionCredentials',
  'lakeformation:GetTemporaryGlueTableCredentials',
  'lakeformation:GetWorkUnitResults',
  'lakeformation:GetWorkUnits',
  'lambda:GetFunction', // a link to the code; the configuration comes with the listing
  'lambda:GetLayerVersion', // a link to the code
  'lambda:GetLayerVersionByArn',
  'lightsail:GetInstanceAccessDetails',
  'lightsail:GetRelationalDatabaseMasterUserPassword',
  'logs:GetLogEvents',
  'logs:GetLogObject',
  'logs:GetLogRecord',
  'logs:GetQueryResults',
  'redshift:GetClusterCredentials',
  'redshift:GetClusterCredentialsWithIAM',
  'redshift-data:GetStatementResult',
  'redshift-data:GetStatementResultV2',
  's3:GetObject',
  's3:GetObjectTorrent',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter',
  'ssm:GetParameterHistory',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
  'sso:GetRoleCredentials',
  'sts:GetDelegatedAccessToken',
  'sts:GetFederationToken',
  'sts:GetScopedCredentials',
  'sts:GetSessionToken',
  'sts:GetWebIdentityToken',
])

/** Why an operation may not be sent, whoever asks; `undefined` where it may. */
export const forbidden = (operation: Operation): string | undefined => {
  if (made.has(operation)) return undefined
  if (content.has(operation)) return `${operation} hands out content, secrets or credentials`
  return reads.test(operation.slice(operation.indexOf(':') + 1)) ? undefined : `${operation} is not a read`
}

/** The operations of a session. Throws where one of them may never be sent: a fault of a collector, not of the user. */
export const allowList = (allowed: readonly Operation[]): ReadonlySet<Operation> => {
  const reason = allowed.map(forbidden).find((found) => found !== undefined)
  if (reason !== undefined) throw new Error(`not on any allow-list: ${reason}`)
  return new Set([...baseOperations, ...allowed])
}
