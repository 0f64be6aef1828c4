// AWS Lambda: functions that have a door of their own to the internet.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'

const developerGuide = 'https://docs.aws.amazon.com/lambda/latest/dg'

/** The alias behind a URL; empty for the function itself. It tells the URLs of one function apart. */
const aliasOf = (url: { readonly FunctionArn: string }, arn: string): string => url.FunctionArn.slice(arn.length).replace(/^:/, '')

export const functionUrlUnauthenticated = defineCheck({
  id: 'lambda-function-url-unauthenticated',
  title: 'Function URLs demand IAM authentication',
  on: 'AWS::Lambda::Function',
  needs: ['urlConfigs'],
  threats: ['unauthorized-access', 'denial-of-service'],
  mitigation: 'api-authentication',
  likelihood: 4,
  impact: 4,
  cost: { level: 1, note: 'No charge; callers have to sign their requests, or come through CloudFront with origin access control.' },
  why: 'Anybody on the internet can call the function, as often as they like: with whatever its code does not check, and on your bill.',
  fix: {
    cli: 'aws lambda update-function-url-config --function-name <function> --auth-type AWS_IAM',
    terraform: `resource "aws_lambda_function_url" "<function>" {
  authorization_type = "AWS_IAM"
}`,
  },
  refs: { docs: [`${developerGuide}/urls-auth.html`] },
  test: ({ arn, urlConfigs }) => {
    const failures = urlConfigs.flatMap((url) =>
      url.AuthType === 'NONE' ? [fail({ FunctionUrl: url.FunctionUrl, AuthType: url.AuthType }, aliasOf(url, arn))] : [],
    )
    return failures.length > 0 ? failures : pass({ functionUrls: urlConfigs.length })
  },
})

export const functionUrlCorsWildcard = defineCheck({
  id: 'lambda-function-url-cors-wildcard',
  title: 'Function URL CORS does not accept every origin',
  on: 'AWS::Lambda::Function',
  needs: ['urlConfigs'],
  threats: ['unauthorized-access'],
  mitigation: 'api-authentication',
  likelihood: 3,
  impact: 3,
  cost: { level: 0, note: 'No cost; each site that calls the URL from a browser has to be named.' },
  why: 'Any web page that a user happens to visit may call the function from that user’s browser and read what it answers.',
  fix: {
    cli: `aws lambda update-function-url-config --function-name <function> --cors '{"AllowOrigins":["https://<your-site>"]}'`,
    terraform: `resource "aws_lambda_function_url" "<function>" {
  cors {
    allow_origins = ["https://<your-site>"]
  }
}`,
  },
  refs: { docs: [`${developerGuide}/urls-configuration.html`] },
  test: ({ arn, urlConfigs }) => {
    if (urlConfigs.length === 0) return notApplicable({ functionUrls: 0 })
    const failures = urlConfigs.flatMap((url) => {
      const { AllowOrigins = [], AllowCredentials = false } = url.Cors ?? {}
      return AllowOrigins.includes('*') ? [fail({ FunctionUrl: url.FunctionUrl, AllowOrigins, AllowCredentials }, aliasOf(url, arn))] : []
    })
    return failures.length > 0 ? failures : pass({ functionUrls: urlConfigs.length })
  },
})
