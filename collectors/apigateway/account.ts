// Amazon API Gateway: the limits that all APIs of an account and region share.
import { APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway'
import { bulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

/** Requests a second and burst, for all APIs together. */
export interface Throttle {
  readonly rateLimit: number
  readonly burstLimit: number
}

export const accountThrottle = bulk({
  client: APIGatewayClient,
  calls: ['apigateway:GetAccount'],
  run: async (client): Promise<Throttle> => {
    const { throttleSettings } = await client.send(new GetAccountCommand({}))
    const { rateLimit, burstLimit } = member(throttleSettings, 'throttleSettings')
    return { rateLimit: member(rateLimit, 'rateLimit'), burstLimit: member(burstLimit, 'burstLimit') }
  },
})
