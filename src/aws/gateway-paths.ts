// Which paths of API Gateway its operations read. IAM knows GET as the one action of all of them; on every path it would show the values of API keys too.
// Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html, and …managementv2.html for `/apis`
import type { Operation } from '../graph/fact.ts'
import { actionsOf } from './actions.ts'

export const gatewayGet = 'apigateway:GET'

/** Ends of ARNs, after the region: account and path. Both versions of the API have operations of one name. */
const paths: Readonly<Record<Operation, readonly string[]>> = {
  'apigateway:GetAccount': [':/account'],
  'apigateway:GetApiMappings': [':/domainnames/*'],
  'apigateway:GetApis': [':/apis'],
  'apigateway:GetAuthorizers': [':/apis/*', ':/restapis/*'],
  // The ARN of a private domain name has an account in it.
  'apigateway:GetBasePathMappings': [':/domainnames/*', '*:/domainnames/*'],
  'apigateway:GetDomainNames': [':/domainnames'],
  'apigateway:GetIntegrations': [':/apis/*'],
  'apigateway:GetRequestValidators': [':/restapis/*'],
  'apigateway:GetResources': [':/restapis/*'],
  'apigateway:GetRestApis': [':/restapis'],
  'apigateway:GetRoutes': [':/apis/*'],
  'apigateway:GetStages': [':/apis/*', ':/restapis/*'],
  // Not what is below: that has keys in it, with their values.
  'apigateway:GetUsagePlans': [':/usageplans'],
  'apigateway:GetVpcLinks': [':/vpclinks'],
}

/** ARNs, in all regions, of what these operations of API Gateway read; those that need another action do not count. Throws for one that is not in the table. */
export const gatewayResources = (operations: readonly Operation[], partition: string): readonly string[] => {
  const ends = operations
    .filter((operation) => actionsOf(operation).includes(gatewayGet))
    .flatMap((operation) => {
      const known = paths[operation]
      if (!known) throw new Error(`which paths ${operation} reads is not known`)
      return known
    })
  return [...new Set(ends)].sort().map((end) => `arn:${partition}:apigateway:*:${end}`)
}
