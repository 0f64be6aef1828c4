// ARNs of API Gateway. They name a region and no account.
import type { At } from '../../src/collect/collector.ts'

/** `arn:aws:apigateway:<region>::/restapis/<id>`; `path` without its first slash. */
export const gatewayArn = ({ partition, region }: Pick<At, 'partition' | 'region'>, path: string): string =>
  `arn:${partition}:apigateway:${region}::/${path}`
