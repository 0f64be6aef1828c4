// AWS Lambda: functions, with their URLs, policies, concurrency and what happens to failed events.
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionRecursionConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
  type AccountLimit,
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
import { keyArn } from '../../src/graph/arn.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { tags } from '../tagging.ts'
import { queueArn } from './arn.ts'

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
        accountLimit: Pick<AccountLimit, 'ConcurrentExecutions' | 'UnreservedConcurrentExecutions'>
        tags: Record<string, string>
      }
      edges: {
        assumes: 'AWS::IAM::Role'
        'encrypted-with': 'AWS::KMS::Key'
        'dead-letters-to': 'AWS::SQS::Queue'
        'sends-failures-to': 'AWS::SQS::Queue'
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
    return { ConcurrentExecutions, UnreservedConcurrentExecutions }
  },
})

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
    tags,
  },
  edges: {
    assumes: { to: 'AWS::IAM::Role', from: 'base', ref: ({ Role }) => Role },
    'encrypted-with': { to: 'AWS::KMS::Key', from: 'base', ref: ({ KMSKeyArn }, item) => keyArn(KMSKeyArn, item) },
    'dead-letters-to': { to: 'AWS::SQS::Queue', from: 'base', ref: ({ DeadLetterConfig }) => queueArn(DeadLetterConfig?.TargetArn) },
    'sends-failures-to': {
      to: 'AWS::SQS::Queue',
      from: 'eventInvokeConfigs',
      ref: (configs) => configs.flatMap(({ OnFailure }) => queueArn(OnFailure) ?? []),
    },
    'uses-layer': { to: 'AWS::Lambda::LayerVersion', from: 'base', ref: ({ Layers }) => Layers },
  },
  gone: ['ResourceNotFoundException'],
})
