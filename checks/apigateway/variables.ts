// Amazon API Gateway: credentials in stage variables.
import { defineCheck, fail, pass } from '../../src/check/check.ts'
import { developerGuide } from './documentation.ts'

export const stageVariableSecrets = defineCheck({
  id: 'apigateway-stage-variable-secrets',
  title: 'Stage variables hold no credentials',
  on: ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'],
  needs: ['variables'],
  threats: ['unauthorized-access'],
  mitigation: 'secret-management',
  likelihood: 3,
  impact: 5,
  cost: { level: 1, note: 'Secrets Manager charges for each secret and for calls; the code behind the API reads it once and keeps it.' },
  why: 'Everybody who may look at the API reads the value, and it goes out with every request that it is put into. API Gateway says itself that variables are not made for secrets.',
  fix: {
    cli: `# Change the credential, keep the new one in Secrets Manager, and let the code behind the API read it there. Then take the variable away:
aws apigateway update-stage --rest-api-id <api> --stage-name <stage> --patch-operations op=remove,path=/variables/<variable>
# of an HTTP or WebSocket API:
aws apigatewayv2 update-stage --api-id <api> --stage-name <stage> --stage-variables '{"<variable>":""}'`,
    terraform: `resource "aws_api_gateway_stage" "<stage>" {
  variables = {
    # nothing secret
  }
}

resource "aws_apigatewayv2_stage" "<stage>" {
  stage_variables = {
    # nothing secret
  }
}`,
  },
  refs: { docs: [`${developerGuide}/stage-variables.html`, 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html'] },
  test: ({ variables }) => {
    const failures = variables.flatMap(({ Name, Secret }) => (Secret ? [fail({ variable: Name, looksLike: Secret }, Name)] : []))
    return failures.length > 0 ? failures : pass({ variables: variables.length })
  },
})
