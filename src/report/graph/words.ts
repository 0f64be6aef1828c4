// What a box and a line of a diagram say, in every format alike.
import type { Box, Diagram, Line } from '../../graph/diagram.ts'
import { printable } from '../text.ts'

const shown = 3
const longest = 40

/** Names of services that CloudFormation spells otherwise than people. */
const services: Readonly<Record<string, string>> = {
  ApiGateway: 'API Gateway',
  ApiGatewayV2: 'API Gateway',
  ElasticLoadBalancingV2: 'ELB',
  Events: 'EventBridge',
  KinesisFirehose: 'Firehose',
  SecretsManager: 'Secrets Manager',
  WAFv2: 'WAF',
}

/** `AWS::SQS::Queue` as `SQS Queue`. */
export const kindWords = (kind: string): string => {
  const [, service = '', ...rest] = kind.split('::')
  return [services[service] ?? service, ...rest].join(' ')
}

/** Lines of text of a box; what AWS named is cut and cleaned. */
export const boxWords = ({ kind, names }: Box): readonly string[] => {
  const cleaned = names.map((name) => printable(name, longest))
  const rest = cleaned.length - shown
  const heading = kind === undefined ? [] : [cleaned.length > 1 ? `${cleaned.length} × ${kindWords(kind)}` : kindWords(kind)]
  return [...heading, ...cleaned.slice(0, shown), ...(rest > 0 ? [`and ${rest} more`] : [])]
}

export const lineWords = ({ names, flows }: Line): string => `${names.join(', ')}${flows > 1 ? ` (${flows})` : ''}`

export const groupWords: Readonly<Record<Diagram['groups'][number]['type'], string>> = {
  account: 'account',
  region: 'region',
  vpc: 'VPC',
  subnet: 'subnet',
  elsewhere: '',
}

export const groupTitle = ({ type, name }: Diagram['groups'][number]): string => `${groupWords[type]} ${printable(name, longest)}`.trim()
