// KMS and Secrets Manager.
import { account, countOf, dealt, inUse, listed, pageOf, text, used, type Service } from '../ask.ts'
import {
  allow,
  daysAgo,
  functionArn,
  hexIn,
  isAwsKey,
  keyArn,
  keyFor,
  near,
  nth,
  owner,
  policyOf,
  roleArn,
  secretArn,
  stranger,
  tagsOf,
  uuid,
} from '../names.ts'

/** AWS's own keys bear the names of services. */
const services = ['s3', 'secretsmanager', 'dynamodb', 'rds', 'sqs', 'sns', 'lambda', 'ebs', 'kinesis', 'firehose', 'backup', 'glue']
const isAsymmetric = (index: number): boolean => !isAwsKey(index) && nth(index) % 16 === 5
const aliasOf = (index: number): string =>
  isAwsKey(index) ? `alias/aws/${services[Math.floor(nth(index) / 4)] ?? `service-${index}`}` : `alias/key-${index}`

export const keys: Service = {
  answers: (size) => ({
    'kms:ListKeys': (ask) => {
      const [page, NextMarker] = pageOf(dealt(size.keys, ask.region), ask, { size: 'Limit', most: 1000, usual: 100, token: 'Marker' })
      return { Keys: page.map((index) => ({ KeyArn: keyArn(index), KeyId: uuid(index) })), NextMarker, Truncated: NextMarker !== undefined }
    },
    'kms:ListAliases': (ask) => {
      const [page, NextMarker] = pageOf(dealt(size.keys, ask.region), ask, { size: 'Limit', most: 100, usual: 50, token: 'Marker' })
      const prefix = `arn:aws:kms:${ask.region}:${account}:`
      return {
        Aliases: page.map((index) => ({ AliasName: aliasOf(index), AliasArn: prefix + aliasOf(index), TargetKeyId: uuid(index) })),
        NextMarker,
        Truncated: NextMarker !== undefined,
      }
    },
    'kms:DescribeKey': ({ input }) => {
      const index = hexIn(text(input['KeyId']))
      return {
        KeyMetadata: {
          AWSAccountId: account,
          KeyId: uuid(index),
          Arn: keyArn(index),
          CreationDate: daysAgo(400),
          Enabled: true,
          KeyUsage: 'ENCRYPT_DECRYPT',
          KeyState: nth(index) % 24 === 9 ? 'PendingDeletion' : 'Enabled',
          ...(nth(index) % 24 === 9 ? { DeletionDate: daysAgo(-20) } : {}),
          KeyManager: isAwsKey(index) ? 'AWS' : 'CUSTOMER',
          KeySpec: isAsymmetric(index) ? 'RSA_2048' : 'SYMMETRIC_DEFAULT',
          Origin: 'AWS_KMS',
          MultiRegion: false,
        },
      }
    },
    'kms:GetKeyRotationStatus': ({ input }) => {
      const index = hexIn(text(input['KeyId']))
      return {
        KeyId: keyArn(index),
        KeyRotationEnabled: nth(index) % 2 === 0,
        ...(nth(index) % 2 === 0 ? { RotationPeriodInDays: 365 } : {}),
      }
    },
    'kms:GetKeyPolicy': ({ input }) => {
      const index = hexIn(text(input['KeyId']))
      const uses = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*']
      return {
        PolicyName: 'default',
        Policy: policyOf(
          { Sid: 'Enable IAM policies', ...allow(owner, 'kms:*', '*') },
          allow({ AWS: roleArn(near(index, size.roles)) }, uses, '*'),
          ...(nth(index) % 7 === 1 ? [allow(stranger, uses, '*')] : []),
          ...(nth(index) % 20 === 4 ? [allow('*', 'kms:Decrypt', '*')] : []),
        ),
      }
    },
    'kms:ListGrants': ({ input }) => {
      const index = hexIn(text(input['KeyId']))
      const grant = {
        KeyId: keyArn(index),
        GrantId: `grant-${index}`,
        GranteePrincipal: roleArn(near(index, size.roles)),
        Operations: ['Decrypt', 'GenerateDataKey'],
      }
      return { Grants: nth(index) % 2 === 0 ? [grant] : [], Truncated: false }
    },
    'secretsmanager:ListSecrets': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.secrets, ask.region), ask, { size: 'MaxResults', most: 100, token: 'NextToken' })
      return {
        SecretList: page.map((index) => ({
          ARN: secretArn(index),
          Name: `secret-${index}`,
          CreatedDate: daysAgo(300),
          LastChangedDate: daysAgo(nth(index) % 2 === 0 ? 10 : 200),
          LastAccessedDate: daysAgo(nth(index) % 5 === 0 ? 150 : 1),
          ...(nth(index) % 3 === 0
            ? {
                RotationEnabled: true,
                RotationRules: { AutomaticallyAfterDays: 30 },
                RotationLambdaARN: functionArn(near(index, size.functions)),
                LastRotatedDate: daysAgo(10),
                NextRotationDate: daysAgo(-20),
              }
            : {}),
          ...(nth(index) % 2 === 0 ? { KmsKeyId: keyFor(index, size) } : {}),
          Tags: tagsOf(index),
        })),
        NextToken,
      }
    },
    'secretsmanager:GetResourcePolicy': ({ input }) => {
      const index = Number(/secret-(\d+)/.exec(text(input['SecretId']))?.[1])
      const ARN = secretArn(index)
      return {
        ARN,
        Name: `secret-${index}`,
        ...(nth(index) % 4 === 0
          ? { ResourcePolicy: policyOf(allow(nth(index) % 8 === 0 ? stranger : owner, 'secretsmanager:GetSecretValue', ARN)) }
          : {}),
      }
    },
  }),
  calls: (size, regions) => {
    const customer = countOf(size.keys, (index) => !isAwsKey(index))
    return {
      'kms:ListKeys': listed(size.keys, 1000, regions),
      'kms:ListAliases': inUse(size.keys, 100) + regions - used.length,
      'kms:DescribeKey': size.keys,
      'kms:GetKeyPolicy': customer,
      'kms:ListGrants': customer,
      'kms:GetKeyRotationStatus': customer - countOf(size.keys, isAsymmetric),
      'secretsmanager:ListSecrets': listed(size.secrets, 100, regions),
      'secretsmanager:GetResourcePolicy': size.secrets,
    }
  },
}
