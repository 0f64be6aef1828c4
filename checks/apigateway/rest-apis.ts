// Amazon API Gateway, REST APIs: who may call them, from where, and with what.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { isEntryPoint } from '../../src/check/entry-points.ts'
import { few, isOpen, judge, type PolicyOwner } from '../../src/check/policies.ts'
import { partitionOf } from '../../src/graph/arn.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'
import type { Identity } from '../../src/graph/node.ts'
import { developerGuide } from './documentation.ts'

type Method = FacetValue<'AWS::ApiGateway::RestApi', 'methods'>[number]

/** Policies of APIs are about what `execute-api` runs, under another ARN than that of the API itself. */
const executed = ({ kind, name, account, region, base }: Identity & { readonly base: { readonly id: string } }): PolicyOwner => ({
  kind,
  name,
  account,
  arn: `arn:${partitionOf(region)}:execute-api:${region}:${account}:${base.id}`,
})

const nameOf = ({ httpMethod, path }: Method): string => `${httpMethod} ${path}`

export const methodAuthorization = defineCheck({
  id: 'apigateway-method-authorization',
  title: 'Every method of a public API is authorized',
  on: 'AWS::ApiGateway::RestApi',
  needs: ['methods'],
  threats: ['unauthorized-access'],
  mitigation: 'api-authentication',
  likelihood: 4,
  impact: 4,
  cost: {
    level: 1,
    note: 'IAM and Cognito authorization are free; a Lambda authorizer costs an invocation, and adds its time unless its answer is cached.',
  },
  why: 'Whoever finds the address calls the method and what stands behind it, with input of their choice. An API key changes little: it names a customer and proves nothing.',
  fix: {
    cli: `aws apigateway update-method --rest-api-id <api> --resource-id <resource> --http-method <METHOD> --patch-operations op=replace,path=/authorizationType,value=AWS_IAM
aws apigateway create-deployment --rest-api-id <api> --stage-name <stage>`,
    terraform: `resource "aws_api_gateway_method" "<method>" {
  rest_api_id   = aws_api_gateway_rest_api.<api>.id
  resource_id   = aws_api_gateway_resource.<resource>.id
  http_method   = "<METHOD>"
  authorization = "COGNITO_USER_POOLS"
  authorizer_id = aws_api_gateway_authorizer.<authorizer>.id
}`,
  },
  refs: {
    docs: [`${developerGuide}/apigateway-control-access-to-api.html`, `${developerGuide}/api-gateway-api-key-source.html`],
  },
  test: (api) => {
    const { types, policy } = api.base
    if (types.includes('PRIVATE')) return notApplicable({ types })
    // Browsers ask by OPTIONS, without credentials, what they may ask for.
    const open = api.methods.filter(({ authorizationType, httpMethod }) => authorizationType === 'NONE' && httpMethod !== 'OPTIONS')
    if (open.length === 0) return pass({ methods: api.methods.length })
    const held = policy === undefined ? undefined : judge(executed(api), policy, isOpen)
    if (held?.verdict === 'pass') return pass({ ...held.evidence, unauthorized: few(open.map(nameOf).sort()) })
    return open.map((method) => fail({ authorizationType: 'NONE', apiKeyRequired: method.apiKeyRequired }, nameOf(method)))
  },
})

export const endpointPrivate = defineCheck({
  id: 'apigateway-endpoint-private',
  title: 'Internal APIs are private',
  on: 'AWS::ApiGateway::RestApi',
  needs: [],
  uses: ['publicEntryPoints'],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: { level: 2, note: 'An interface endpoint is charged by the hour and zone; calls stay inside the network.' },
  why: 'An API that only your own systems use stands on the internet all the same: every gap in its authorization is open to everybody.',
  fix: {
    cli: `aws apigateway update-rest-api --rest-api-id <api> --patch-operations op=replace,path=/endpointConfiguration/types/REGIONAL,value=PRIVATE
# and, in its policy, hold callers to aws:SourceVpce <vpc-endpoint>. Where it is meant to be public, add its name to publicEntryPoints in the settings of parapet.yaml`,
    terraform: `resource "aws_api_gateway_rest_api" "<api>" {
  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [aws_vpc_endpoint.<execute_api>.id]
  }
}`,
  },
  refs: { docs: [`${developerGuide}/apigateway-private-apis.html`, `${developerGuide}/apigateway-resource-policies-examples.html`] },
  test: (api, settings) => {
    const { types, policy, id } = api.base
    if (isEntryPoint([api.name, id], settings)) return notApplicable({ publicEntryPoint: true })
    // Any VPC of any account may have an endpoint: without a condition on it, private means little.
    return types.includes('PRIVATE') ? judge(executed(api), policy, isOpen) : fail({ types })
  },
})

/** What a validator can look at: parameters that have to be there, and bodies that have a form. `Empty` takes anything. */
const declares = ({ requestParameters = {}, requestModels = {} }: Method) => ({
  parameters: Object.values(requestParameters).includes(true),
  body: Object.values(requestModels).some((model) => model !== 'Empty'),
})

export const requestValidation = defineCheck({
  id: 'apigateway-request-validation',
  title: 'Requests are validated before they reach the backend',
  on: 'AWS::ApiGateway::RestApi',
  needs: ['methods', 'requestValidators'],
  threats: ['data-tampering', 'resource-exhaustion'],
  mitigation: 'input-validation',
  likelihood: 2,
  impact: 2,
  cost: { level: 0, note: 'Free; requests that are refused early cost nothing behind.' },
  why: 'What a method declares of its input is not looked at without a validator: malformed requests reach the code, and are paid for there.',
  fix: {
    cli: `aws apigateway create-request-validator --rest-api-id <api> --name all --validate-request-body --validate-request-parameters
aws apigateway update-method --rest-api-id <api> --resource-id <resource> --http-method <METHOD> --patch-operations op=replace,path=/requestValidatorId,value=<validator>`,
    terraform: `resource "aws_api_gateway_request_validator" "all" {
  name                        = "all"
  rest_api_id                 = aws_api_gateway_rest_api.<api>.id
  validate_request_body       = true
  validate_request_parameters = true
}

resource "aws_api_gateway_method" "<method>" {
  request_validator_id = aws_api_gateway_request_validator.all.id
}`,
  },
  refs: { docs: [`${developerGuide}/api-gateway-method-request-validation.html`] },
  test: (api) => {
    const declaring = api.methods.filter((method) => Object.values(declares(method)).includes(true))
    if (declaring.length === 0) return notApplicable({ methodsThatDeclareInput: 0 })
    const validators = new Map((api.requestValidators ?? []).map((validator) => [validator.id, validator]))
    const unchecked = declaring.filter((method) => {
      const { parameters, body } = declares(method)
      const validator = validators.get(method.requestValidatorId ?? '')
      return (parameters && !validator?.validateRequestParameters) || (body && !validator?.validateRequestBody)
    })
    return unchecked.length > 0
      ? fail({ notValidated: few(unchecked.map(nameOf).sort()) })
      : pass({ methodsThatDeclareInput: declaring.length })
  },
})
