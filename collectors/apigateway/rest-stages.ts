// Amazon API Gateway, REST APIs: stages.
import { APIGatewayClient, GetStagesCommand, type EndpointType, type MethodSetting, type Stage } from '@aws-sdk/client-api-gateway'
import { defineCollector, fromBulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import { accountThrottle, type Throttle } from './account.ts'
import { shown, valuesOf, type Named, type Values } from '../../src/collect/values.ts'
import { logTarget } from './arn.ts'
import type { StageValues } from './variables.ts'

export type StageMethodSetting = Pick<
  MethodSetting,
  'cacheDataEncrypted' | 'cachingEnabled' | 'dataTraceEnabled' | 'loggingLevel' | 'throttlingBurstLimit' | 'throttlingRateLimit'
>

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::Stage': {
      base: Pick<Stage, 'cacheClusterEnabled' | 'webAclArn'> & {
        restApiId: string
        /** Of the API. */
        types: readonly EndpointType[]
        /** By the path and method as AWS encodes them, such as `~1orders~1{id}/GET`; with an asterisk for each for all of them. */
        methodSettings: Readonly<Record<string, StageMethodSetting>>
        /** ARN of a log group or of a Firehose stream. */
        accessLogs: string | undefined
        stageVariables: Values
      }
      facets: { accountThrottle: Throttle; variables: readonly Named[] }
      edges: {
        'member-of': 'AWS::ApiGateway::RestApi'
        'logs-to': 'AWS::Logs::LogGroup' | 'AWS::KinesisFirehose::DeliveryStream'
        'protected-by': 'AWS::WAFv2::WebACL'
      }
    }
  }
}

/** The stages of an API, for those who list them and for those who need their variables. */
export const stagesOf = once(async (client: APIGatewayClient, restApiId) =>
  member((await client.send(new GetStagesCommand({ restApiId }))).item, 'item'),
)

/** What a stage, and its canary if it has one, makes of the variables. */
export const stageValues = ({ variables = {}, canarySettings }: Stage): readonly StageValues[] => [
  variables,
  ...(canarySettings?.stageVariableOverrides ? [{ ...variables, ...canarySettings.stageVariableOverrides }] : []),
]

const settingOf = (setting: MethodSetting): StageMethodSetting => ({
  cacheDataEncrypted: setting.cacheDataEncrypted,
  cachingEnabled: setting.cachingEnabled,
  dataTraceEnabled: setting.dataTraceEnabled,
  loggingLevel: setting.loggingLevel,
  throttlingBurstLimit: setting.throttlingBurstLimit,
  throttlingRateLimit: setting.throttlingRateLimit,
})

export default defineCollector({
  kind: 'AWS::ApiGateway::Stage',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetStages'],
    per: 'AWS::ApiGateway::RestApi',
    async *run(client, _at, { id: restApiId, arn, name, types }) {
      for (const stage of await stagesOf(client, restApiId)) {
        const stageName = member(stage.stageName, 'stageName')
        yield {
          arn: `${arn}/stages/${stageName}`,
          name: `${name}/${stageName}`,
          restApiId,
          types,
          webAclArn: stage.webAclArn,
          cacheClusterEnabled: stage.cacheClusterEnabled,
          // AWS leaves it out where nobody ever set anything.
          methodSettings: Object.fromEntries(Object.entries(stage.methodSettings ?? {}).map(([key, setting]) => [key, settingOf(setting)])),
          accessLogs: stage.accessLogSettings?.destinationArn,
          stageVariables: valuesOf(stageValues(stage)),
        }
      }
    },
    gone: ['NotFoundException'],
  },
  facets: {
    accountThrottle: fromBulk(accountThrottle, (limits) => limits),
    // Drawn from the listing, without a call of its own.
    variables: { calls: ['apigateway:GetStages'], read: (_client, { stageVariables }) => shown(stageVariables) },
  },
  edges: {
    'member-of': { to: 'AWS::ApiGateway::RestApi', from: 'base', ref: (_base, { arn }) => arn.slice(0, arn.lastIndexOf('/stages/')) },
    'logs-to': {
      to: ['AWS::Logs::LogGroup', 'AWS::KinesisFirehose::DeliveryStream'],
      from: 'base',
      ref: ({ accessLogs }) => logTarget(accessLogs),
    },
    'protected-by': {
      to: 'AWS::WAFv2::WebACL',
      from: 'base',
      // A web ACL of AWS WAF Classic is another kind.
      ref: ({ webAclArn }) => (webAclArn?.split(':')[2] === 'wafv2' ? webAclArn : undefined),
    },
  },
})
