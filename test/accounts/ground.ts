// The ground an account is built on: an endpoint, a clock that can go back, and clients for both.
import { Agent } from 'node:http'
import { AccountClient } from '@aws-sdk/client-account'
import { APIGatewayClient } from '@aws-sdk/client-api-gateway'
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2'
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling'
import { AthenaClient } from '@aws-sdk/client-athena'
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling'
import { BackupClient } from '@aws-sdk/client-backup'
import { BudgetsClient } from '@aws-sdk/client-budgets'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EC2Client } from '@aws-sdk/client-ec2'
import { ECRClient } from '@aws-sdk/client-ecr'
import { EKSClient } from '@aws-sdk/client-eks'
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { FirehoseClient } from '@aws-sdk/client-firehose'
import { GlueClient } from '@aws-sdk/client-glue'
import { IAMClient } from '@aws-sdk/client-iam'
import { KinesisClient } from '@aws-sdk/client-kinesis'
import { KMSClient } from '@aws-sdk/client-kms'
import { LakeFormationClient } from '@aws-sdk/client-lakeformation'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { PipesClient } from '@aws-sdk/client-pipes'
import { RDSClient } from '@aws-sdk/client-rds'
import { S3Client } from '@aws-sdk/client-s3'
import { S3ControlClient } from '@aws-sdk/client-s3-control'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { WAFV2Client } from '@aws-sdk/client-wafv2'
import { NodeHttpHandler } from '@smithy/node-http-handler'

/** moto's own account, and one that does not belong to us. */
export const account = '123456789012'
export const foreignAccount = '222222222222'
/** Where the shop runs, and where a pilot was forgotten. */
export const home = 'eu-central-1'
export const pilot = 'eu-west-1'
export const arnOf = (service: string, resource: string, region: string = home): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`
export const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`

/** Documented example keys: they open nothing anywhere. */
export const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }

/** S3 Control puts the account before the host name, which an address cannot have: all names of this client lead to the emulator. */
const localhost = (endpoint: string) => ({
  endpoint: `http://s3-control.localhost:${new URL(endpoint).port}`,
  requestHandler: new NodeHttpHandler({
    httpAgent: new Agent({
      lookup: (_name, options, found) => (options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4)),
    }),
  }),
})

const clientsOf = (endpoint: string, region: string, accessKeyId: string) => {
  const config = { endpoint, region, credentials: { ...credentials, accessKeyId }, maxAttempts: 1 }
  return {
    account: new AccountClient(config),
    scaling: new ApplicationAutoScalingClient(config),
    backup: new BackupClient(config),
    dynamodb: new DynamoDBClient(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    apiGateway: new APIGatewayClient(config),
    apiGatewayV2: new ApiGatewayV2Client(config),
    athena: new AthenaClient(config),
    autoScaling: new AutoScalingClient(config),
    budgets: new BudgetsClient(config),
    cloudTrail: new CloudTrailClient(config),
    cloudWatch: new CloudWatchClient(config),
    logs: new CloudWatchLogsClient(config),
    ec2: new EC2Client(config),
    ecr: new ECRClient(config),
    eks: new EKSClient(config),
    balancing: new ElasticLoadBalancingV2Client(config),
    events: new EventBridgeClient(config),
    firehose: new FirehoseClient(config),
    glue: new GlueClient(config),
    kinesis: new KinesisClient({ ...config, requestHandler: new NodeHttpHandler() }),
    lakeFormation: new LakeFormationClient(config),
    pipes: new PipesClient(config),
    rds: new RDSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    s3Control: new S3ControlClient({ ...config, ...localhost(endpoint) }),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    waf: new WAFV2Client(config),
    sqs: new SQSClient(config),
  }
}
export type Clients = ReturnType<typeof clientsOf>

export interface Ground {
  readonly endpoint: string
  /** What the account takes for today. */
  readonly now: Date
  readonly in: (region: string) => Clients
  /** Makes what follows that many days old. Emulators without a clock leave it at today. */
  readonly age: (days: number) => Promise<void>
  readonly close: () => void
}

export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000)

/** Lays the ground on an emulator. `setClock` is left out for emulators whose clock is fixed. LocalStack takes an access key id of twelve digits for the account. */
export const groundOn = (
  endpoint: string,
  now: Date,
  setClock?: (now: Date) => Promise<void>,
  accessKeyId: string = credentials.accessKeyId,
): Ground => {
  const byRegion = new Map<string, Clients>()
  return {
    endpoint,
    now,
    in: (region) => {
      const clients = byRegion.get(region) ?? clientsOf(endpoint, region, accessKeyId)
      byRegion.set(region, clients)
      return clients
    },
    age: async (days) => setClock?.(daysBefore(now, days)),
    close: () => {
      for (const clients of byRegion.values()) for (const client of Object.values(clients)) client.destroy()
    },
  }
}

export type Statement = Readonly<Record<string, unknown>>
/** A policy document of the usual version. */
export const policy = (...Statement: readonly Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
export const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*', more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})

/** The tags that every data store of the shop should carry. */
export const tags = (owner: string, classification: string): Record<string, string> => ({
  owner,
  environment: 'production',
  'data-classification': classification,
})
