// ARNs of API Gateway. They name a region and no account.
import type { At } from '../../src/collect/collector.ts'

/** `arn:aws:apigateway:<region>::/restapis/<id>`; `path` without its first slash. */
export const gatewayArn = ({ partition, region }: Pick<At, 'partition' | 'region'>, path: string): string =>
  `arn:${partition}:apigateway:${region}::/${path}`

/** Where a stage writes its access logs: a log group without what AWS appends to its ARN, or a Firehose stream. */
export const logTarget = (destination: string | undefined): string | undefined => destination?.replace(/:\*$/, '')
