// Amazon API Gateway: custom domain names, and the addresses beside them.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { few } from '../../src/check/policies.ts'
import { developerGuide } from './documentation.ts'

export const domainTls = defineCheck({
  id: 'apigateway-domain-tls',
  title: 'Custom domains use a current TLS policy',
  on: 'AWS::ApiGateway::DomainName',
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-in-transit',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Clients that know nothing newer than TLS 1.1 cannot connect any more.' },
  why: 'TLS 1.0 and 1.1 are broken and withdrawn. Whoever stands between a client and the API can press both down to them, and read or change what they say.',
  fix: {
    cli: 'aws apigateway update-domain-name --domain-name <domain> --patch-operations op=replace,path=/securityPolicy,value=TLS_1_2',
    terraform: `resource "aws_api_gateway_domain_name" "<domain>" {
  security_policy = "TLS_1_2"
}`,
  },
  refs: { fsbp: ['APIGateway.11'], docs: [`${developerGuide}/apigateway-custom-domain-tls-version.html`] },
  test: ({ base: { securityPolicy, types } }) => {
    // One that names nothing is as old as TLS_1_0.
    const current = /^(?:TLS_1_2|SecurityPolicy_TLS1[23]_.+)$/.test(securityPolicy ?? '')
    return (current ? pass : fail)({ securityPolicy: securityPolicy ?? null, types })
  },
})

export const defaultEndpointDisabled = defineCheck({
  id: 'apigateway-default-endpoint-disabled',
  title: 'The execute-api endpoint cannot bypass the protected domain',
  on: ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'],
  needs: [],
  reads: { 'AWS::ApiGateway::BasePathMapping': [], 'AWS::ApiGatewayV2::ApiMapping': [] },
  threats: ['unauthorized-access', 'denial-of-service'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. Clients that still use the default address have to use the domain.' },
  why: 'What protects the domain (a distribution, a web ACL, mutual TLS, its TLS policy) does not protect the address that API Gateway made beside it, and everybody can find that.',
  fix: {
    cli: `aws apigateway update-rest-api --rest-api-id <api> --patch-operations op=replace,path=/disableExecuteApiEndpoint,value=true
# an HTTP or WebSocket API:
aws apigatewayv2 update-api --api-id <api> --disable-execute-api-endpoint`,
    terraform: `resource "aws_api_gateway_rest_api" "<api>" {
  disable_execute_api_endpoint = true
}

resource "aws_apigatewayv2_api" "<api>" {
  disable_execute_api_endpoint = true
}`,
  },
  refs: { docs: [`${developerGuide}/rest-api-disable-default-endpoint.html`, `${developerGuide}/http-api-disable-default-endpoint.html`] },
  test: ({ arn, base }, { graph }) => {
    const disabled = 'id' in base ? base.disableExecuteApiEndpoint : base.DisableExecuteApiEndpoint
    if (disabled) return pass({ defaultEndpoint: false })
    const domains = [
      ...graph.into(arn, 'AWS::ApiGateway::BasePathMapping', 'routes-to'),
      ...graph.into(arn, 'AWS::ApiGatewayV2::ApiMapping', 'routes-to'),
    ].map(({ base: { domain } }) => domain.slice(domain.lastIndexOf('/') + 1))
    return domains.length > 0 ? fail({ defaultEndpoint: true, domains: few(domains.sort()) }) : notApplicable({ domains: 0 })
  },
})
