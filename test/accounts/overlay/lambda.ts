// Lambda as AWS answers it.
import { awsError, json } from '../../support/answers.ts'
import type { Seen } from '../../support/endpoint.ts'
import { digestOf } from '../ecr.ts'
import { functions } from '../functions.ts'
import { arnOf } from '../ground.ts'
import { always, corrected, listOf, type Ask, type Json, type Overrides } from './override.ts'

const nameIn = (seen: Seen): string => decodeURIComponent(/\/functions\/([^/]+)/.exec(seen.path)?.[1] ?? '')

const withConfiguration = (fn: Json): Json => {
  const spec = functions.find(({ name }) => name === fn['FunctionName'])
  return {
    ...fn,
    ...(spec?.image && { CodeSha256: digestOf(spec.image.split(':')[1] ?? '').slice('sha256:'.length) }),
    ...(spec?.key && { KMSKeyArn: arnOf('kms', `alias/${spec.key}`) }),
    ...(spec?.deadLetter && { DeadLetterConfig: { TargetArn: spec.deadLetter } }),
    ...(spec?.foreignLayer && { Layers: [{ Arn: spec.foreignLayer, CodeSize: 4096 }] }),
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${String(fn['FunctionName'])}` },
  }
}

/** moto gives every function in a network the same made-up VPC. */
const inItsVpc = async (fn: Json, ask: Ask): Promise<Json> => {
  const config = fn['VpcConfig'] as Json | undefined
  const [subnet] = config ? (config['SubnetIds'] as string[]) : []
  if (subnet === undefined) return {}
  const { text } = await ask({ service: 'ec2', path: `/?Action=DescribeSubnets&SubnetId.1=${subnet}&Version=2016-11-15` })
  return { VpcConfig: { ...config, VpcId: /<vpcId>(.*?)<\/vpcId>/.exec(text)?.[1] } }
}

/**
 * The policy of a function or of one version or alias of it; undefined where it has no statement. moto gives the same one for all, keeps the authorisation of a
 * URL beside the conditions, and names principals of other accounts without their kind.
 */
const policyOf = (policy: string, resource: string): string | undefined => {
  const document = JSON.parse(policy) as Json
  const own = listOf(document, 'Statement').filter(({ Resource }) => String(Resource).endsWith(`:function:${resource}`))
  const Statement = own.map(({ FunctionUrlAuthType, Principal, ...statement }) => ({
    ...statement,
    Principal: typeof Principal === 'string' && Principal.startsWith('arn:') ? { AWS: Principal } : Principal,
    ...(FunctionUrlAuthType !== undefined && { Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType } } }),
  }))
  return own.length > 0 ? JSON.stringify({ ...document, Statement }) : undefined
}

export const lambda: Overrides = {
  'lambda:GetAccountSettings': always({
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 735,
    },
    AccountUsage: { TotalCodeSize: 308, FunctionCount: 14 },
  }),
  'lambda:GetFunctionRecursionConfig': always({ RecursiveLoop: 'Terminate' }),
  'lambda:GetPolicy': async (seen, ask) => {
    const { status, headers, text } = await ask()
    if (status !== 200) return { status, headers, body: text }
    const body = JSON.parse(text) as Json
    const qualifier = seen.query.get('Qualifier')
    const Policy = policyOf(String(body['Policy']), qualifier === null ? nameIn(seen) : `${nameIn(seen)}:${qualifier}`)
    return Policy === undefined
      ? awsError(seen.protocol, 'ResourceNotFoundException', 'The resource you requested does not exist.', 404)
      : json({ ...body, Policy })
  },
  // moto gives the date as text where AWS gives seconds.
  'lambda:ListFunctionEventInvokeConfigs': corrected((body) => ({
    ...body,
    FunctionEventInvokeConfigs: listOf(body, 'FunctionEventInvokeConfigs').map((config) => ({
      ...config,
      LastModified: new Date(String(config['LastModified'])).getTime() / 1000,
    })),
  })),
  'lambda:ListFunctions': async (seen, ask) => {
    const { status, headers, text } = await ask()
    if (status !== 200) return { status, headers, body: text }
    const body = JSON.parse(text) as Json
    const functions = listOf(body, 'Functions').map(withConfiguration)
    return json({ ...body, Functions: await Promise.all(functions.map(async (fn) => ({ ...fn, ...(await inItsVpc(fn, ask)) }))) })
  },
  'lambda:ListFunctionUrlConfigs': async (seen, ask) => {
    const { status, headers, text } = await ask({ path: `/2021-10-31/functions/${encodeURIComponent(nameIn(seen))}/url` })
    if (status === 404) return json({ FunctionUrlConfigs: [] })
    if (status >= 300) return { status, headers, body: text }
    const { Cors, ...config } = JSON.parse(text) as Json
    return json({ FunctionUrlConfigs: [{ ...config, ...(Cors !== null && { Cors }), InvokeMode: 'BUFFERED' }] })
  },
}
