// Where an integration leads: what its URI, its parameters and its templates name.
// Source: https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html, `uri`
import type { Integration } from '@aws-sdk/client-apigatewayv2'
import { parseArn } from '../../src/graph/arn.ts'
import { unqualified } from '../lambda/arn.ts'
import { inStages, type StageValues } from './variables.ts'

type HttpIntegration = Pick<Integration, 'IntegrationUri' | 'IntegrationSubtype' | 'RequestParameters' | 'RequestTemplates'>

/** Kinds that an integration of a service can name. */
export const serviceKinds = [
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
] as const
export type ServiceKind = (typeof serviceKinds)[number]

interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
}
/** The value of a member that a template or parameter gives in so many words. */
type Named = (member: string) => string | undefined

const arnIn =
  (service: string, { partition, region, account }: Place) =>
  (resource: string): string =>
    resource.startsWith('arn:') ? resource : `arn:${partition}:${service}:${region}:${account}:${resource}`

/** `https://sqs.<region>.amazonaws.com/<account>/<queue>`, or the path of it. */
const queueOf = (url: string, place: Place): string | undefined => {
  const [, account, name] = /(?:^|\/)(\d{12})\/([\w.-]+)$/.exec(url) ?? []
  return account && name ? arnIn('sqs', { ...place, account })(name) : undefined
}

/** By the service in the URI: the resource that it is about. */
const resources: Readonly<Record<string, (path: string, named: Named, place: Place) => string | undefined>> = {
  dynamodb: (_path, named, place) => {
    const table = named('TableName')
    return table && arnIn('dynamodb', place)(table.startsWith('arn:') ? table : `table/${table}`)
  },
  events: (_path, named, place) => {
    const bus = named('EventBusName') ?? 'default'
    return arnIn('events', place)(bus.startsWith('arn:') ? bus : `event-bus/${bus}`)
  },
  firehose: (_path, named, place) => {
    const stream = named('DeliveryStreamName')
    return stream && arnIn('firehose', place)(`deliverystream/${stream}`)
  },
  kinesis: (_path, named, place) => {
    const stream = named('StreamName')
    return named('StreamARN') ?? (stream && arnIn('kinesis', place)(`stream/${stream}`))
  },
  s3: (path, _named, { partition }) => {
    const [, bucket] = /^path\/([a-z0-9.-]+)(?:\/|$)/.exec(path) ?? []
    return bucket && `arn:${partition}:s3:::${bucket}`
  },
  sns: (_path, named) => named('TopicArn'),
  sqs: (path, named, place) => queueOf(named('QueueUrl') ?? path, place),
}

/** What templates and parameters say in so many words: nothing that depends on the request. */
const namedIn = (parameters: Readonly<Record<string, string>>, templates: Readonly<Record<string, string>>): Named => {
  const given = Object.entries(parameters).map(
    ([key, value]) => [key.slice(key.lastIndexOf('.') + 1), value.replaceAll(/^'|'$/g, '')] as const,
  )
  const literal = /^[\w.:/-]+$/
  return (member) =>
    given.find(([key, value]) => key === member && literal.test(value))?.[1] ??
    Object.values(templates)
      .map((template) => new RegExp(`"${member}"\\s*:\\s*"([\\w.:/-]+)"`).exec(template)?.[1])
      .find((value) => value !== undefined)
}

const lambdaPath = /^path\/[\d-]+\/functions\/(arn:[^/]+)\/(?:response-streaming-)?invocations$/

export interface IntegrationTexts {
  readonly uri: string
  readonly parameters?: Readonly<Record<string, string>> | undefined
  readonly templates?: Readonly<Record<string, string>> | undefined
}

/** The ARN that `arn:…:apigateway:<region>:<service>:path|action/…` leads to; `undefined` where it does not say, or leads out of AWS. */
export const targetOf = ({ uri, parameters = {}, templates = {} }: IntegrationTexts, account: string): string | undefined => {
  const arn = parseArn(uri)
  if (arn?.service === 'lambda') return unqualified(uri)
  // The service stands where other ARNs have the account; a subdomain of it may stand before.
  if (arn?.service !== 'apigateway') return undefined
  const service = arn.account.slice(arn.account.lastIndexOf('.') + 1)
  if (service === 'lambda') {
    const [, lambda] = lambdaPath.exec(arn.resource) ?? []
    return lambda && unqualified(lambda)
  }
  return resources[service]?.(arn.resource, namedIn(parameters, templates), { partition: arn.partition, region: arn.region, account })
}

/** Services by the first word of a subtype: `SQS-SendMessage`. */
const subtypes: Readonly<Record<string, string>> = { EventBridge: 'events', Kinesis: 'kinesis', SQS: 'sqs' }

/** What an integration of an HTTP or WebSocket API leads to, in each of some stages where their variables decide. */
export const integrationTargets = (
  { IntegrationUri, IntegrationSubtype = '', RequestParameters = {}, RequestTemplates = {} }: HttpIntegration,
  stages: readonly StageValues[],
  place: Place,
): readonly string[] => {
  const service = subtypes[IntegrationSubtype.split('-')[0] ?? '']
  if (service !== undefined) return [resources[service]?.('', namedIn(RequestParameters, {}), place) ?? []].flat()
  const texts = { parameters: RequestParameters, templates: RequestTemplates }
  const uris = IntegrationUri === undefined ? [] : inStages(IntegrationUri, stages)
  return [...new Set(uris.flatMap((uri) => (isListener(uri) ? uri : (targetOf({ uri, ...texts }, place.account) ?? []))))]
}

export const isListener = (target: string): boolean => target.split(':')[2] === 'elasticloadbalancing'

export const isFunction = (target: string): boolean => target.split(':')[2] === 'lambda'

/** Roles alone: `arn:aws:iam::*:user/*` stands for the caller's own credentials. */
export const roleOf = (credentials: string | undefined): string | undefined => (credentials?.includes(':role/') ? credentials : undefined)
