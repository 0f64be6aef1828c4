// Actions that read or change whatever there is of a kind, each with a resource that nobody named: only who may do it to any has it there.
import { everything, nobodys, type Ask, type Place } from '../../src/iam/breadth.ts'

const inPlace =
  (service: string, resource: string) =>
  ({ partition, region, account }: Place): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`
const asks = (on: Ask['on'], ...actions: readonly string[]): readonly Ask[] => actions.map((action) => ({ action, on }))
const anObject = ({ partition }: Place): string => `arn:${partition}:s3:::${nobodys}/${nobodys}`
const aTable = inPlace('dynamodb', `table/${nobodys}`)
/** Less usual ways to the same. They come last, since evidence names only a few. */
const readingElsewise: readonly Ask[] = [
  ...asks(anObject, 's3:GetObjectVersion'),
  ...asks(aTable, 'dynamodb:BatchGetItem', 'dynamodb:PartiQLSelect'),
  ...asks(inPlace('dynamodb', `table/${nobodys}/index/${nobodys}`), 'dynamodb:Query', 'dynamodb:Scan'),
  ...asks(inPlace('dynamodb', `table/${nobodys}/stream/${nobodys}`), 'dynamodb:GetRecords'),
]

const readingUsually: readonly Ask[] = [
  ...asks(anObject, 's3:GetObject'),
  ...asks(aTable, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'),
]

/** Objects and items. */
export const reading: readonly Ask[] = [...readingUsually, ...readingElsewise]
/** Everything that holds data or secrets. */
export const readingAll: readonly Ask[] = [
  ...readingUsually,
  ...asks(inPlace('sqs', nobodys), 'sqs:ReceiveMessage'),
  ...asks(inPlace('kinesis', `stream/${nobodys}`), 'kinesis:GetRecords'),
  ...asks(inPlace('secretsmanager', `secret:${nobodys}`), 'secretsmanager:GetSecretValue'),
  ...asks(inPlace('ssm', `parameter/${nobodys}`), 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'),
  ...asks(inPlace('rds-db', `dbuser:${nobodys}/${nobodys}`), 'rds-db:connect'),
  ...readingElsewise,
]
/** A few for each service, of the thousands that there are. */
export const writing: readonly Ask[] = [
  everything,
  ...asks(anObject, 's3:PutObject', 's3:DeleteObject'),
  ...asks(({ partition }) => `arn:${partition}:s3:::${nobodys}`, 's3:PutBucketPolicy', 's3:DeleteBucket'),
  ...asks(aTable, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:DeleteTable'),
  ...asks(inPlace('sqs', nobodys), 'sqs:SendMessage', 'sqs:DeleteMessage', 'sqs:PurgeQueue', 'sqs:DeleteQueue'),
  ...asks(inPlace('lambda', `function:${nobodys}`), 'lambda:UpdateFunctionCode', 'lambda:DeleteFunction'),
  ...asks(inPlace('kms', `key/${nobodys}`), 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'),
  ...asks(inPlace('secretsmanager', `secret:${nobodys}`), 'secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret'),
  ...asks(inPlace('ec2', `instance/i-${nobodys}`), 'ec2:TerminateInstances', 'ec2:ModifyInstanceAttribute'),
  ...asks(inPlace('ssm', 'document/AWS-RunShellScript'), 'ssm:SendCommand'),
  ...asks(inPlace('rds', `db:${nobodys}`), 'rds:ModifyDBInstance', 'rds:DeleteDBInstance'),
  ...asks(inPlace('cloudtrail', `trail/${nobodys}`), 'cloudtrail:StopLogging'),
  ...asks(({ partition, account }) => `arn:${partition}:iam::${account}:user/${nobodys}`, 'iam:CreateUser', 'iam:CreateAccessKey'),
  ...asks(
    ({ partition, account }) => `arn:${partition}:iam::${account}:role/${nobodys}`,
    'iam:PutRolePolicy',
    'iam:AttachRolePolicy',
    'iam:PassRole',
  ),
]
