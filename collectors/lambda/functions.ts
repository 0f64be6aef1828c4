// AWS Lambda: functions, with their URLs, policies, network, concurrency and destinations.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionRecursionConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
  type Cors,
  type EnvironmentResponse,
  type FunctionConfiguration,
  type FunctionEventInvokeConfig,
  type FunctionUrlAuthType,
  type LoggingConfig,
  type RecursiveLoop,
  type VpcConfigResponse,
} from '@aws-sdk/client-lambda'
import { pages } from '../../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { secretPattern, type SecretPattern } from '../../src/collect/secrets.ts'
import { ec2Arn, keyArn, partitionOf } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { hourly } from '../cloudwatch.ts'
import { receiver } from '../flow-ends.ts'
import { tags } from '../tagging.ts'

/** An environment variable without its value. */
type Variable = { Name: string; Secret: SecretPattern | undefined }
/** `ErrorCode` where Lambda could not decrypt the variables for the caller: then nothing is known about them. */
type Environment = { Variables: readonly Variable[] } | { ErrorCode: string }
type UrlConfig = {
  FunctionUrl: string
  /** With the alias behind the URL, if there is one. */
  FunctionArn: string
  AuthType: FunctionUrlAuthType
  Cors: Pick<Cors, 'AllowOrigins' | 'AllowCredentials'> | undefined
}
type InvokeConfig = Pick<FunctionEventInvokeConfig, 'MaximumRetryAttempts'> & {
  /** With `$LATEST`, the alias or the version that it is for. */
  FunctionArn: string
  OnSuccess: string | undefined
  OnFailure: string | undefined
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Lambda::Function': {
      base: Pick<FunctionConfiguration, 'Runtime' | 'PackageType' | 'LastModified' | 'KMSKeyArn'> & {
        /** Seconds. */
        Timeout: number
        Role: string
        DeadLetterConfig: { TargetArn: string } | undefined
        Layers: readonly string[]
        /** Of a container image, its digest in hexadecimal digits: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html */
        CodeSha256: string | undefined
        VpcConfig: Pick<VpcConfigResponse, 'VpcId' | 'SubnetIds' | 'SecurityGroupIds'> | undefined
        LoggingConfig: Pick<LoggingConfig, 'LogGroup' | 'LogFormat'> | undefined
        Environment: Environment
      }
      facets: {
        environment: { Variables: readonly Variable[] }
        /** Of the unqualified function; aliases and versions have their own. */
        policy: PolicyText | null
        urlConfigs: readonly UrlConfig[]
        eventInvokeConfigs: readonly InvokeConfig[]
        /** Undefined where the function draws on the account's shared pool. */
        concurrency: { ReservedConcurrentExecutions: number | undefined }
        recursion: { RecursiveLoop: RecursiveLoop }
        /** The same for every function of an account and region. */
        accountLimit: { ConcurrentExecutions: number; UnreservedConcurrentExecutions: number }
        /** The most executions of all functions at once in the last seven days; the same for every function too. `null` where nothing ran. */
        accountConcurrency: { Maximum: number } | null
        tags: Record<string, string>
      }
      edges: {
        assumes: 'AWS::IAM::Role'
        'encrypted-with': 'AWS::KMS::Key'
        'dead-letters-to': 'AWS::SNS::Topic' | 'AWS::SQS::Queue'
        /** Of asynchronous invocations, whether they succeeded or failed. */
        'delivers-to': 'AWS::Events::EventBus' | 'AWS::Lambda::Function' | 'AWS::S3::Bucket' | 'AWS::SNS::Topic' | 'AWS::SQS::Queue'
        'in-vpc': 'AWS::EC2::VPC'
        'in-subnet': 'AWS::EC2::Subnet'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'logs-to': 'AWS::Logs::LogGroup'
        'uses-layer': 'AWS::Lambda::LayerVersion'
      }
    }
  }
}

/** Names and suspicions only: the values end here. */
const environmentOf = (environment: EnvironmentResponse | undefined): Environment =>
  environment?.Error
    ? { ErrorCode: environment.Error.ErrorCode ?? 'Unknown' }
    : {
        Variables: Object.entries(environment?.Variables ?? {})
          .map(([Name, value]) => ({ Name, Secret: secretPattern(Name, value) }))
          .sort((a, b) => (a.Name < b.Name ? -1 : 1)),
      }

const accountSettings = bulk({
  client: LambdaClient,
  calls: ['lambda:GetAccountSettings'],
  run: async (lambda) => {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}))
    const { ConcurrentExecutions, UnreservedConcurrentExecutions } = member(AccountLimit, 'AccountLimit')
    return {
      ConcurrentExecutions: member(ConcurrentExecutions, 'ConcurrentExecutions'),
      UnreservedConcurrentExecutions: member(UnreservedConcurrentExecutions, 'UnreservedConcurrentExecutions'),
    }
  },
})

const accountConcurrency = bulk({
  client: CloudWatchClient,
  calls: ['cloudwatch:GetMetricData'],
  run: async (cloudWatch, { now }) => {
    const all = { Namespace: 'AWS/Lambda', MetricName: 'ConcurrentExecutions', Dimensions: {} }
    const [values = []] = await hourly(cloudWatch, [all], { stat: 'Maximum', hours: 168, now })
    return values.length === 0 ? null : { Maximum: Math.max(...values) }
  },
})

/** By ids, of which Lambda gives an empty one where a function was taken out of its VPC. */
const inEc2 = (type: string, ids: readonly string[] = [], at: Scope): readonly string[] =>
  ids.filter(Boolean).map((id) => ec2Arn(type, id, at))

export default defineCollector({
  kind: 'AWS::Lambda::Function',
  client: LambdaClient,
  list: {
    calls: ['lambda:ListFunctions'],
    run: (lambda) =>
      pages(lambda, ListFunctionsCommand, { MaxItems: 50 }, (page) =>
        page.Functions?.map((f) => ({
          arn: member(f.FunctionArn, 'FunctionArn'),
          name: member(f.FunctionName, 'FunctionName'),
          Runtime: f.Runtime,
          PackageType: f.PackageType,
          Timeout: member(f.Timeout, 'Timeout'),
          LastModified: f.LastModified,
          KMSKeyArn: f.KMSKeyArn,
          Role: member(f.Role, 'Role'),
          DeadLetterConfig: f.DeadLetterConfig?.TargetArn ? { TargetArn: f.DeadLetterConfig.TargetArn } : undefined,
          Layers: (f.Layers ?? []).map(({ Arn }) => member(Arn, 'Layers[].Arn')),
          CodeSha256: f.PackageType === 'Image' ? f.CodeSha256 : undefined,
          VpcConfig: f.VpcConfig && {
            VpcId: f.VpcConfig.VpcId,
            SubnetIds: f.VpcConfig.SubnetIds,
            SecurityGroupIds: f.VpcConfig.SecurityGroupIds,
          },
          LoggingConfig: f.LoggingConfig && { LogGroup: f.LoggingConfig.LogGroup, LogFormat: f.LoggingConfig.LogFormat },
          Environment: environmentOf(f.Environment),
        })),
      ),
  },
  facets: {
    environment: {
      // Drawn from the listing, without a call of its own: a facet, because Lambda may keep it from those who may not use its key.
      calls: ['lambda:ListFunctions'],
      read: (_lambda, { Environment }) => {
        if ('Variables' in Environment) return Promise.resolve({ Variables: Environment.Variables })
        const { ErrorCode } = Environment
        const error = new Error(
          ErrorCode === 'Redacted'
            ? 'the recording holds no values of environment variables'
            : `Lambda did not show the environment variables (${ErrorCode}): the caller may need kms:Decrypt on the function's key`,
        )
        error.name = 'EnvironmentNotDecrypted'
        return Promise.reject(error)
      },
    },
    policy: {
      calls: ['lambda:GetPolicy'],
      read: async (lambda, { name }) => member((await lambda.send(new GetPolicyCommand({ FunctionName: name }))).Policy, 'Policy'),
      absent: ['ResourceNotFoundException'],
    },
    urlConfigs: {
      calls: ['lambda:ListFunctionUrlConfigs'],
      read: (lambda, { name }) =>
        Array.fromAsync(
          pages(lambda, ListFunctionUrlConfigsCommand, { FunctionName: name, MaxItems: 50 }, (page) =>
            page.FunctionUrlConfigs?.map((url) => ({
              FunctionUrl: member(url.FunctionUrl, 'FunctionUrl'),
              FunctionArn: member(url.FunctionArn, 'FunctionArn'),
              AuthType: member(url.AuthType, 'AuthType'),
              Cors: url.Cors && { AllowOrigins: url.Cors.AllowOrigins, AllowCredentials: url.Cors.AllowCredentials },
            })),
          ),
        ),
    },
    eventInvokeConfigs: {
      calls: ['lambda:ListFunctionEventInvokeConfigs'],
      read: (lambda, { name }) =>
        Array.fromAsync(
          pages(lambda, ListFunctionEventInvokeConfigsCommand, { FunctionName: name, MaxItems: 50 }, (page) =>
            page.FunctionEventInvokeConfigs?.map(({ FunctionArn, MaximumRetryAttempts, DestinationConfig }) => ({
              FunctionArn: member(FunctionArn, 'FunctionArn'),
              MaximumRetryAttempts,
              OnSuccess: DestinationConfig?.OnSuccess?.Destination,
              OnFailure: DestinationConfig?.OnFailure?.Destination,
            })),
          ),
        ),
    },
    concurrency: {
      calls: ['lambda:GetFunctionConcurrency'],
      read: async (lambda, { name }) => {
        const { ReservedConcurrentExecutions } = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: name }))
        return { ReservedConcurrentExecutions }
      },
    },
    recursion: {
      calls: ['lambda:GetFunctionRecursionConfig'],
      read: async (lambda, { name }) => {
        const { RecursiveLoop } = await lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName: name }))
        return { RecursiveLoop: member(RecursiveLoop, 'RecursiveLoop') }
      },
    },
    accountLimit: fromBulk(accountSettings, (limit) => limit),
    accountConcurrency: fromBulk(accountConcurrency, (most) => most),
    tags,
  },
  edges: {
    assumes: { to: 'AWS::IAM::Role', from: 'base', ref: ({ Role }) => Role },
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KMSKeyArn }, item) => keyArn(KMSKeyArn, item) },
    'dead-letters-to': {
      to: ['AWS::SNS::Topic', 'AWS::SQS::Queue'],
      from: 'base',
      ref: ({ DeadLetterConfig }) => DeadLetterConfig?.TargetArn,
    },
    'delivers-to': {
      to: ['AWS::Events::EventBus', 'AWS::Lambda::Function', 'AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue'],
      from: 'eventInvokeConfigs',
      ref: (configs) => configs.flatMap(({ OnSuccess, OnFailure }) => [receiver(OnSuccess) ?? [], receiver(OnFailure) ?? []].flat()),
    },
    'in-vpc': {
      to: 'AWS::EC2::VPC',
      from: 'base',
      ref: ({ VpcConfig }, item) => inEc2('vpc', VpcConfig?.VpcId === undefined ? [] : [VpcConfig.VpcId], item),
    },
    'in-subnet': { to: 'AWS::EC2::Subnet', from: 'base', ref: ({ VpcConfig }, item) => inEc2('subnet', VpcConfig?.SubnetIds, item) },
    'protected-by': {
      to: 'AWS::EC2::SecurityGroup',
      from: 'base',
      ref: ({ VpcConfig }, item) => inEc2('security-group', VpcConfig?.SecurityGroupIds, item),
    },
    'logs-to': {
      to: 'AWS::Logs::LogGroup',
      from: 'base',
      // Without a setting: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
      ref: ({ LoggingConfig }, { name, account, region }) =>
        `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`}`,
    },
    'uses-layer': { to: 'AWS::Lambda::LayerVersion', from: 'base', ref: ({ Layers }) => Layers },
  },
  gone: ['ResourceNotFoundException'],
})
