// AWS Lambda: published versions of functions, and the aliases that point to them.
import { GetPolicyCommand, LambdaClient, ListAliasesCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { functionName, qualifierOf, unqualified } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Lambda::Version': {
      base: { Version: string; DeadLetterConfig: { TargetArn: string } | undefined }
      facets: { policy: PolicyText | null }
      edges: { 'version-of': 'AWS::Lambda::Function'; 'dead-letters-to': 'AWS::SNS::Topic' | 'AWS::SQS::Queue' }
    }
    'AWS::Lambda::Alias': {
      base: {
        FunctionVersion: string
        /** Versions that get a share of the traffic besides. */
        AdditionalVersions: readonly string[]
      }
      facets: { policy: PolicyText | null }
      edges: { 'alias-of': 'AWS::Lambda::Function'; 'points-to': 'AWS::Lambda::Version' }
    }
  }
}

const version = defineCollector({
  kind: 'AWS::Lambda::Version',
  client: LambdaClient,
  list: {
    calls: ['lambda:ListFunctions'],
    // One listing for all versions of all functions, instead of one call for each function.
    run: (lambda) =>
      pages(lambda, ListFunctionsCommand, { FunctionVersion: 'ALL', MaxItems: 50 }, (page) =>
        page.Functions?.filter(({ Version }) => Version !== '$LATEST').map((f) => ({
          arn: member(f.FunctionArn, 'FunctionArn'),
          name: `${member(f.FunctionName, 'FunctionName')}:${member(f.Version, 'Version')}`,
          Version: member(f.Version, 'Version'),
          DeadLetterConfig: f.DeadLetterConfig?.TargetArn ? { TargetArn: f.DeadLetterConfig.TargetArn } : undefined,
        })),
      ),
  },
  facets: {
    policy: {
      calls: ['lambda:GetPolicy'],
      read: async (lambda, { arn, Version }) =>
        member((await lambda.send(new GetPolicyCommand({ FunctionName: functionName(arn), Qualifier: Version }))).Policy, 'Policy'),
      absent: ['ResourceNotFoundException'],
    },
  },
  edges: {
    'version-of': { to: 'AWS::Lambda::Function', from: 'base', ref: (_base, { arn }) => unqualified(arn) },
    'dead-letters-to': {
      to: ['AWS::SNS::Topic', 'AWS::SQS::Queue'],
      from: 'base',
      ref: ({ DeadLetterConfig }) => DeadLetterConfig?.TargetArn,
    },
  },
  gone: ['ResourceNotFoundException'],
})

const alias = defineCollector({
  kind: 'AWS::Lambda::Alias',
  client: LambdaClient,
  list: {
    calls: ['lambda:ListAliases'],
    per: 'AWS::Lambda::Function',
    run: (lambda, _at, { name }) =>
      pages(lambda, ListAliasesCommand, { FunctionName: name, MaxItems: 50 }, (page) =>
        page.Aliases?.map(({ AliasArn, Name, FunctionVersion, RoutingConfig }) => ({
          arn: member(AliasArn, 'AliasArn'),
          name: `${name}:${member(Name, 'Name')}`,
          FunctionVersion: member(FunctionVersion, 'FunctionVersion'),
          AdditionalVersions: Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).sort(),
        })),
      ),
    gone: ['ResourceNotFoundException'],
  },
  facets: {
    policy: {
      calls: ['lambda:GetPolicy'],
      read: async (lambda, { arn }) =>
        member(
          (await lambda.send(new GetPolicyCommand({ FunctionName: functionName(arn), Qualifier: qualifierOf(arn) }))).Policy,
          'Policy',
        ),
      absent: ['ResourceNotFoundException'],
    },
  },
  edges: {
    'alias-of': { to: 'AWS::Lambda::Function', from: 'base', ref: (_base, { arn }) => unqualified(arn) },
    'points-to': {
      to: 'AWS::Lambda::Version',
      from: 'base',
      ref: ({ FunctionVersion, AdditionalVersions }, { arn }) =>
        [FunctionVersion, ...AdditionalVersions].filter((name) => name !== '$LATEST').map((name) => `${unqualified(arn)}:${name}`),
    },
  },
  gone: ['ResourceNotFoundException'],
})

export default [version, alias]
