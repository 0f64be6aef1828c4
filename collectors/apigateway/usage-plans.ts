// Amazon API Gateway, REST APIs: usage plans of API keys.
import { APIGatewayClient, GetUsagePlansCommand, type QuotaSettings, type ThrottleSettings } from '@aws-sdk/client-api-gateway'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { gatewayArn } from './arn.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::UsagePlan': {
      base: {
        /** `<API id>/<stage>`. */
        apiStages: readonly string[]
        throttle: Pick<ThrottleSettings, 'burstLimit' | 'rateLimit'> | undefined
        quota: Pick<QuotaSettings, 'limit' | 'period'> | undefined
      }
      facets: {}
      edges: { limits: 'AWS::ApiGateway::Stage' }
    }
  }
}

export default defineCollector({
  kind: 'AWS::ApiGateway::UsagePlan',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetUsagePlans'],
    run: (client, at) =>
      pages(client, GetUsagePlansCommand, { limit: 500 }, (page) =>
        page.items?.map(({ id, name, apiStages, throttle, quota }) => ({
          arn: gatewayArn(at, `usageplans/${member(id, 'id')}`),
          name: member(name, 'name'),
          // AWS leaves it out for a plan that nothing was added to.
          apiStages: (apiStages ?? []).map(({ apiId, stage }) => `${member(apiId, 'apiId')}/${member(stage, 'stage')}`),
          throttle: throttle && { burstLimit: throttle.burstLimit, rateLimit: throttle.rateLimit },
          quota: quota && { limit: quota.limit, period: quota.period },
        })),
      ),
  },
  facets: {},
  edges: {
    limits: {
      to: 'AWS::ApiGateway::Stage',
      from: 'base',
      ref: ({ apiStages }, { arn }) =>
        apiStages.map((one) => arn.replace(/\/usageplans\/.*$/, `/restapis/${one.replace('/', '/stages/')}`)),
    },
  },
})
