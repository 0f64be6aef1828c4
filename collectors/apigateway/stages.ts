// Amazon API Gateway, REST APIs: stages.
import { APIGatewayClient, GetStagesCommand } from '@aws-sdk/client-api-gateway'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ApiGateway::Stage': { base: { restApiId: string }; facets: {}; edges: {} }
  }
}

export default defineCollector({
  kind: 'AWS::ApiGateway::Stage',
  client: APIGatewayClient,
  list: {
    calls: ['apigateway:GetStages'],
    per: 'AWS::ApiGateway::RestApi',
    async *run(client, _at, api) {
      const { item } = await client.send(new GetStagesCommand({ restApiId: api.id }))
      for (const stage of member(item, 'item')) {
        const stageName = member(stage.stageName, 'stageName')
        yield { arn: `${api.arn}/stages/${stageName}`, name: `${api.name}/${stageName}`, restApiId: api.id }
      }
    },
    gone: ['NotFoundException'],
  },
  facets: {},
  edges: {},
})
