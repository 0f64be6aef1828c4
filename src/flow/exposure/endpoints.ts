// Endpoints that AWS runs for the account: APIs, function URLs, Kubernetes.
import { defineQuestion, type GraphView } from '../../check/check.ts'
import { isWorld, parseCidr } from '../../check/cidr.ts'
import { few } from '../../check/policies.ts'
import { reached } from './way.ts'

export const functionUrls = defineQuestion({
  id: 'exposure-function-url',
  on: 'AWS::Lambda::Function',
  needs: ['urlConfigs'],
  test: ({ urlConfigs }) =>
    reached(
      urlConfigs.map(({ FunctionUrl, FunctionArn, AuthType }) => ({
        by: 'function-url',
        protocol: 'https',
        authentication: AuthType === 'NONE' ? 'none' : AuthType,
        because: { FunctionUrl },
        name: FunctionArn,
      })),
    ),
})

export const kubernetesEndpoints = defineQuestion({
  id: 'exposure-kubernetes-endpoint',
  on: 'AWS::EKS::Cluster',
  needs: ['description'],
  test: ({ description: { resourcesVpcConfig } }) => {
    const { endpointPublicAccess, publicAccessCidrs } = resourcesVpcConfig
    const open = endpointPublicAccess
      ? publicAccessCidrs.filter((text) => isWorld(parseCidr(text) ?? { family: 4, first: 0n, prefix: 0 }))
      : []
    if (open.length === 0) return reached([])
    return reached([
      {
        by: 'kubernetes-endpoint',
        protocol: 'https',
        authentication: 'IAM',
        because: { endpointPublicAccess, publicAccessCidrs: few(open) },
      },
    ])
  },
})

const mappings = { 'AWS::ApiGateway::BasePathMapping': [], 'AWS::ApiGatewayV2::ApiMapping': [] } as const

/** By which addresses an API is reached: its own, and those of domain names. */
const addressesOf = (api: string, ownDisabled: boolean | undefined, graph: GraphView<typeof mappings>): readonly string[] => [
  ...(ownDisabled ? [] : ['execute-api']),
  ...graph.into(api, 'AWS::ApiGateway::BasePathMapping', 'routes-to').map(({ name }) => name),
  ...graph.into(api, 'AWS::ApiGatewayV2::ApiMapping', 'routes-to').map(({ name }) => name),
]

/** The loosest of what an API's methods or routes ask of callers. */
const loosest = (types: readonly string[]): string => {
  if (types.length === 0 || types.includes('NONE')) return 'none'
  return [...new Set(types)].sort().join(', ')
}

export const restApis = defineQuestion({
  id: 'exposure-rest-api',
  on: 'AWS::ApiGateway::RestApi',
  needs: ['methods'],
  reads: mappings,
  test: ({ arn, base: { types, disableExecuteApiEndpoint }, methods }, { graph }) => {
    const facing = types.filter((type) => type !== 'PRIVATE')
    if (facing.length === 0 || methods.length === 0) return reached([])
    const addresses = addressesOf(arn, disableExecuteApiEndpoint, graph)
    if (addresses.length === 0) return reached([])
    const authentication = loosest(methods.map(({ authorizationType }) => authorizationType))
    return reached([{ by: 'api', protocol: 'https', authentication, because: { types: facing, addresses: few(addresses) } }])
  },
})

export const apis = defineQuestion({
  id: 'exposure-api',
  on: 'AWS::ApiGatewayV2::Api',
  needs: [],
  reads: { ...mappings, 'AWS::ApiGatewayV2::Route': [] },
  test: ({ arn, base: { ProtocolType, DisableExecuteApiEndpoint } }, { graph }) => {
    const routes = graph.into(arn, 'AWS::ApiGatewayV2::Route', 'member-of')
    const addresses = routes.length === 0 ? [] : addressesOf(arn, DisableExecuteApiEndpoint, graph)
    if (addresses.length === 0) return reached([])
    const protocol = ProtocolType === 'WEBSOCKET' ? 'wss' : 'https'
    const authentication = loosest(routes.map(({ base }) => base.AuthorizationType))
    return reached([{ by: 'api', protocol, authentication, because: { ProtocolType, addresses: few(addresses) } }])
  },
})
