// AWS Lambda: what a function is made of, and whose power it runs with.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { parseArn } from '../../src/graph/arn.ts'
import { publishedByAws } from './publishers.ts'
import { deprecations, tableOf } from './runtimes.ts'

const developerGuide = 'https://docs.aws.amazon.com/lambda/latest/dg'
const day = 86_400_000

export const functionRuntimeSupported = defineCheck({
  id: 'lambda-function-runtime-supported',
  title: 'Functions run on a runtime that still gets security patches',
  on: 'AWS::Lambda::Function',
  needs: [],
  uses: ['now'],
  threats: ['insecure-dependencies'],
  mitigation: 'patching',
  likelihood: 3,
  impact: 4,
  cost: { level: 2, note: 'Free of charge and of latency; the code has to be tested on the newer language version.' },
  why: 'Lambda no longer patches a deprecated runtime: weaknesses found in the language or the operating system since then stay open in every invocation.',
  fix: {
    cli: 'aws lambda update-function-configuration --function-name <function> --runtime <supported-runtime>',
    terraform: `resource "aws_lambda_function" "<function>" {
  runtime = "<supported-runtime>"
}`,
  },
  refs: { fsbp: ['Lambda.2'], docs: [`${developerGuide}/lambda-runtimes.html`] },
  test: ({ base: { PackageType, Runtime = null } }, { now }) => {
    if (PackageType === 'Image') return notApplicable({ PackageType })
    const deprecation = Runtime !== null && Object.hasOwn(deprecations, Runtime) ? deprecations[Runtime] : undefined
    // Newer than the table, or not a runtime of AWS: nothing says that it is patched.
    if (deprecation === undefined) return fail({ Runtime, deprecation: `not in Parapet's table of ${tableOf}` })
    if (deprecation === null) return pass({ Runtime, deprecation: 'not announced' })
    const left = Date.parse(deprecation) - now.getTime()
    return left > 0 ? pass({ Runtime, deprecation, within90Days: left < 90 * day }) : fail({ Runtime, deprecation })
  },
})

export const functionEnvironmentSecrets = defineCheck({
  id: 'lambda-function-env-secrets',
  title: 'Environment variables hold no plaintext credentials',
  on: 'AWS::Lambda::Function',
  needs: ['environment'],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'secret-management',
  likelihood: 4,
  impact: 5,
  cost: {
    level: 1,
    note: 'Secrets Manager charges for each secret and for calls; Parameter Store standard parameters are free. The AWS extension caches, so that only cold starts wait.',
  },
  why: 'Everybody who may list functions reads the value, as does everything that logs the environment; deployment tools and templates keep copies of it.',
  fix: {
    cli: `# Change the credential, then keep the new one in Secrets Manager and hand over its ARN alone. This replaces all variables: name the others too.
aws secretsmanager create-secret --name <secret> --secret-string file://<file>
aws lambda update-function-configuration --function-name <function> --environment 'Variables={<VARIABLE>_ARN=<secret-arn>}'`,
    terraform: `resource "aws_lambda_function" "<function>" {
  environment {
    variables = {
      <VARIABLE>_ARN = aws_secretsmanager_secret.<secret>.arn
    }
  }
}`,
  },
  refs: {
    docs: [
      `${developerGuide}/configuration-envvars.html`,
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html',
    ],
  },
  test: ({ environment: { Variables } }) => {
    const failures = Variables.flatMap(({ Name, Secret }) => (Secret ? [fail({ variable: Name, looksLike: Secret }, Name)] : []))
    return failures.length > 0 ? failures : pass({ variables: Variables.length })
  },
})

export const functionForeignLayers = defineCheck({
  id: 'lambda-function-foreign-layers',
  title: 'Layers come from this account or a trusted publisher',
  on: 'AWS::Lambda::Function',
  needs: [],
  uses: ['trustedAccounts'],
  threats: ['insecure-dependencies', 'data-tampering'],
  mitigation: 'integrity',
  likelihood: 3,
  impact: 5,
  cost: { level: 1, note: 'No charge; a copy of the layer in this account has to be kept up to date.' },
  why: 'A layer is code of somebody else that runs in the function with its role and its data, and its publisher may withdraw it.',
  fix: {
    cli: `# Read the layer, publish it in this account, and use the copy; or add its publisher to the trusted accounts.
aws lambda publish-layer-version --layer-name <layer> --zip-file fileb://<layer>.zip
aws lambda update-function-configuration --function-name <function> --layers <own-layer-version-arn>`,
    terraform: `resource "aws_lambda_function" "<function>" {
  layers = [aws_lambda_layer_version.<layer>.arn]
}`,
  },
  refs: { docs: [`${developerGuide}/chapter-layers.html`, `${developerGuide}/governance-layers.html`] },
  test: ({ account, base: { Layers } }, { trustedAccounts }) => {
    const foreign = Layers.flatMap((layer) => {
      const publisher = parseArn(layer)?.account ?? ''
      const name = parseArn(layer)?.resource.split(':')[1] ?? layer
      const trusted = publisher === account || trustedAccounts.includes(publisher) || publishedByAws(publisher, name)
      return trusted ? [] : [{ publisher, layer, name }]
    })
    // By name and not by version: an update is no new finding.
    const failures = new Map(foreign.map(({ publisher, layer, name }) => [`${publisher}:${name}`, { layer, publisher }]))
    return failures.size > 0 ? [...failures].map(([key, evidence]) => fail(evidence, key)) : pass({ layers: Layers.length })
  },
})

export const functionSharedRole = defineCheck({
  id: 'lambda-function-shared-role',
  title: 'Functions do not share one execution role',
  on: 'AWS::Lambda::Function',
  needs: [],
  reads: { 'AWS::Lambda::Function': [] },
  walks: [],
  threats: ['unauthorized-access', 'data-exfiltration'],
  mitigation: 'least-privilege-iam',
  likelihood: 2,
  impact: 2,
  cost: { level: 1, note: 'Roles are free; each function needs one of its own in the templates.' },
  why: 'A shared role has the permissions of all its functions together, so that a weakness in one reaches the data of the others.',
  fix: {
    cli: 'aws lambda update-function-configuration --function-name <function> --role <role-of-this-function-alone-arn>',
    terraform: `resource "aws_lambda_function" "<function>" {
  role = aws_iam_role.<function>.arn
}`,
  },
  refs: { docs: [`${developerGuide}/lambda-intro-execution-role.html`] },
  test: ({ arn, base: { Role } }, { graph }) => {
    const others = graph
      .all('AWS::Lambda::Function')
      .filter((other) => other.base.Role === Role && other.arn !== arn)
      .map((other) => other.arn)
      .sort()
    return others.length > 0 ? fail({ Role, others: others.length, sharedWith: others.slice(0, 5) }) : pass({ Role })
  },
})
