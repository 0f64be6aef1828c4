// A proxy before moto that answers what moto lacks, invents or gets wrong, as AWS does: for recordings that are true to AWS.
import { awsError, callerIdentity, json, queryResult, type Answer } from '../support/answers.ts'
import { startEndpoint, type Endpoint, type Seen } from '../support/endpoint.ts'
import { correctReport, type ReportFacts } from './credential-report.ts'
import { refundsTable, tables } from './dynamodb.ts'
import { functions } from './functions.ts'
import { account, arnOf, daysBefore, home } from './ground.ts'
import { queues, redriveAllow, weekTwoQueues } from './sqs.ts'

/** What the account would tell of itself on AWS and moto cannot hold. */
export interface Truth extends ReportFacts {
  /** Roles that were not used in the last 400 days. */
  readonly unusedRoles: readonly string[]
  /** ARNs that AWS Backup keeps, with the age of the last backup in days. */
  readonly protectedResources: Readonly<Record<string, number>>
}

type Json = Record<string, unknown>
/** moto's answer to a request. */
type Upstream = (target?: string) => Promise<{ readonly status: number; readonly headers: Record<string, string>; readonly text: string }>
type Override = (seen: Seen, upstream: Upstream, truth: Truth) => Answer | Promise<Answer>

/** Lets moto answer, and corrects the JSON of a good answer. */
const corrected =
  (correct: (body: Json, seen: Seen) => Json): Override =>
  async (seen, upstream) => {
    const { status, headers, text } = await upstream()
    return { status, headers, body: status === 200 ? correct(JSON.parse(text) as Json, seen) : text }
  }
/** The same for XML. */
const rewritten =
  (rewrite: (text: string, truth: Truth) => string): Override =>
  async (_seen, upstream, truth) => {
    const { status, headers, text } = await upstream()
    return { status, headers, body: status === 200 ? rewrite(text, truth) : text }
  }
const always =
  (body: Json): Override =>
  () =>
    json(body)

const listOf = (body: Json, member: string): Json[] => (Array.isArray(body[member]) ? (body[member] as Json[]) : [])
const nameIn = (seen: Seen): string => decodeURIComponent(/\/functions\/([^/]+)/.exec(seen.path)?.[1] ?? '')

const withConfiguration = (fn: Json): Json => {
  const spec = functions.find(({ name }) => name === fn['FunctionName'])
  return {
    ...fn,
    ...(spec?.deadLetter && { DeadLetterConfig: { TargetArn: spec.deadLetter } }),
    ...(spec?.foreignLayer && { Layers: [{ Arn: spec.foreignLayer, CodeSize: 4096 }] }),
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${String(fn['FunctionName'])}` },
  }
}

/** moto keeps what belongs into a condition as a member of the statement. */
const withUrlCondition = (policy: string): string => {
  const document = JSON.parse(policy) as Json
  const Statement = listOf(document, 'Statement').map(({ FunctionUrlAuthType, ...statement }) =>
    FunctionUrlAuthType === undefined
      ? statement
      : { ...statement, Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType } } },
  )
  return JSON.stringify({ ...document, Statement })
}

/** moto makes AWS's keys on first use and takes them for the customer's. */
const isAwsManaged = (metadata: Json): boolean => String(metadata['Description']).startsWith('Default master key that protects')

const queueUrl = (url: unknown, region: string): string => `https://sqs.${region}.amazonaws.com${new URL(String(url)).pathname}`

const overrides: Readonly<Record<string, Override>> = {
  'account:GetContactInformation': always({
    ContactInformation: {
      FullName: 'Example Shop GmbH',
      PhoneNumber: '+49 30 5550123',
      AddressLine1: 'Musterweg 1',
      City: 'Berlin',
      PostalCode: '10115',
      CountryCode: 'DE',
    },
  }),
  'application-autoscaling:DescribeScalableTargets': corrected((body) => ({
    ...body,
    ScalableTargets: listOf(body, 'ScalableTargets').map((target) => ({ ...target, CreationTime: 1_763_107_200 })),
  })),
  'application-autoscaling:DescribeScalingPolicies': corrected((body) => ({
    ...body,
    ScalingPolicies: listOf(body, 'ScalingPolicies').map((policy) => ({ ...policy, CreationTime: 1_763_107_200 })),
  })),
  'backup:ListProtectedResources': (_seen, _upstream, { now, protectedResources }) =>
    json({
      Results: Object.entries(protectedResources).map(([ResourceArn, days]) => ({
        ResourceArn,
        ResourceType: 'DynamoDB',
        LastBackupTime: daysBefore(now, days).getTime() / 1000,
        LastBackupVaultArn: arnOf('backup', 'backup-vault:shop'),
      })),
    }),
  'dynamodb:DescribeKinesisStreamingDestination': (seen) => json({ TableName: seen.input['TableName'], KinesisDataStreamDestinations: [] }),
  'dynamodb:DescribeTable': corrected((body, seen) => {
    const units = [...tables, refundsTable].find(({ name }) => name === seen.input['TableName'])?.maxRequests
    const Table = body['Table'] as Json
    return units ? { Table: { ...Table, OnDemandThroughput: { MaxReadRequestUnits: units, MaxWriteRequestUnits: units } } } : body
  }),
  // moto does not know that streams have policies of their own.
  'dynamodb:GetResourcePolicy': async (seen, upstream) => {
    if (String(seen.input['ResourceArn']).includes('/stream/'))
      return awsError(seen.protocol, 'PolicyNotFoundException', 'Resource-based policy not found for the provided ResourceArn')
    const { status, headers, text } = await upstream()
    return { status, headers, body: text }
  },
  // Done at the first question, so that recordings need not wait.
  'iam:GenerateCredentialReport': async (_seen, upstream) => {
    await upstream()
    return queryResult('GenerateCredentialReport', '<State>COMPLETE</State>')
  },
  // moto does not tell when roles were used, leaves the names of managed policies out, and gives the account's own in no order.
  'iam:GetAccountAuthorizationDetails': rewritten((text, { now, unusedRoles }) =>
    text
      .replaceAll(/<RoleName>([^<]*)<\/RoleName>.*?<RoleLastUsed\s*\/>/gs, (member, role: string) =>
        unusedRoles.includes(role)
          ? member
          : member.replace(
              /<RoleLastUsed\s*\/>/,
              `<RoleLastUsed><LastUsedDate>${daysBefore(now, 1).toISOString()}</LastUsedDate><Region>${home}</Region></RoleLastUsed>`,
            ),
      )
      .replace(/<Policies>(.+)<\/Policies>/s, (_all, policies: string) => {
        const members = policies.match(/<member><Arn>.+?<\/PolicyVersionList><\/member>/gs) ?? []
        const named = members.map((member) => member.replace(/<Arn>([^<]*\/)?([^<]*)<\/Arn>/, '<PolicyName>$2</PolicyName>$&'))
        return `<Policies>${named.sort().join('')}</Policies>`
      }),
  ),
  'iam:GetAccountSummary': rewritten((text, { rootMfa }) =>
    text.replace(/(<key>AccountMFAEnabled<\/key>\s*<value>)\d(<\/value>)/, `$1${rootMfa ? 1 : 0}$2`),
  ),
  'iam:GetCredentialReport': rewritten((text, truth) =>
    text
      .replace(/<Content>([^<]*)<\/Content>/, (_all, content: string) => {
        const report = correctReport(Buffer.from(content, 'base64').toString(), truth)
        return `<Content>${Buffer.from(report).toString('base64')}</Content>`
      })
      .replace(/<GeneratedTime>[^<]*</, `<GeneratedTime>${truth.now.toISOString()}<`),
  ),
  'iam:ListServiceSpecificCredentials': () =>
    queryResult(
      'ListServiceSpecificCredentials',
      '<ServiceSpecificCredentials><member><UserName>legacy-ftp</UserName><Status>Active</Status><ServiceUserName>legacy-ftp-at-123456789012</ServiceUserName>' +
        '<CreateDate>2024-06-01T08:00:00Z</CreateDate><ServiceSpecificCredentialId>ACCAEXAMPLE123EXAMPLE</ServiceSpecificCredentialId>' +
        '<ServiceName>codecommit.amazonaws.com</ServiceName></member></ServiceSpecificCredentials><IsTruncated>false</IsTruncated>',
    ),
  // AWS tells the seed of a device once, when it is made, and never in a listing.
  'iam:ListVirtualMFADevices': rewritten((text) => text.replaceAll(/<(Base32StringSeed|QRCodePNG)>[^<]*<\/\1>/g, '')),
  'kms:DescribeKey': corrected(({ KeyMetadata, ...body }) => {
    const metadata = KeyMetadata as Json
    return { ...body, KeyMetadata: isAwsManaged(metadata) ? { ...metadata, KeyManager: 'AWS' } : metadata }
  }),
  'kms:GetKeyRotationStatus': async (seen, upstream) => {
    const { status, headers, text } = await upstream()
    const described = JSON.parse((await upstream('kms:DescribeKey')).text) as { readonly KeyMetadata: Json }
    // moto says `false` of keys that cannot be rotated, where AWS refuses to answer, and of AWS's own, which always are.
    if (described.KeyMetadata['KeySpec'] !== 'SYMMETRIC_DEFAULT')
      return awsError(seen.protocol, 'UnsupportedOperationException', 'asymmetric keys are not rotated')
    return isAwsManaged(described.KeyMetadata) ? json({ KeyRotationEnabled: true }) : { status, headers, body: text }
  },
  // moto's aliases of AWS's keys lead to keys that it mostly does not have; on AWS an unused one leads nowhere.
  'kms:ListAliases': async (_seen, upstream) => {
    const body = JSON.parse((await upstream()).text) as Json
    const keys = new Set(listOf(JSON.parse((await upstream('kms:ListKeys')).text) as Json, 'Keys').map(({ KeyId }) => KeyId))
    return json({
      ...body,
      Aliases: listOf(body, 'Aliases').map(({ TargetKeyId, ...alias }) => (keys.has(TargetKeyId) ? { ...alias, TargetKeyId } : alias)),
    })
  },
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
  'lambda:GetPolicy': corrected((body) => ({ ...body, Policy: withUrlCondition(String(body['Policy'])) })),
  // moto gives the date as text where AWS gives seconds.
  'lambda:ListFunctionEventInvokeConfigs': corrected((body) => ({
    ...body,
    FunctionEventInvokeConfigs: listOf(body, 'FunctionEventInvokeConfigs').map((config) => ({
      ...config,
      LastModified: new Date(String(config['LastModified'])).getTime() / 1000,
    })),
  })),
  'lambda:ListFunctions': corrected((body) => ({ ...body, Functions: listOf(body, 'Functions').map(withConfiguration) })),
  'lambda:ListFunctionUrlConfigs': async (seen, upstream) => {
    const { status, text } = await upstream(`/2021-10-31/functions/${encodeURIComponent(nameIn(seen))}/url`)
    return json({ FunctionUrlConfigs: status === 200 ? [{ ...(JSON.parse(text) as Json), InvokeMode: 'BUFFERED' }] : [] })
  },
  'sts:GetCallerIdentity': () => callerIdentity(account, `arn:aws:sts::${account}:assumed-role/audit/parapet`),
  'sqs:GetQueueAttributes': corrected(({ Attributes, ...body }) => {
    const { SqsManagedSseEnabled, ...attributes } = Attributes as Record<string, string>
    const redriveFrom = [...queues, ...weekTwoQueues].find(({ name }) => attributes['QueueArn']?.endsWith(`:${name}`))?.redriveFrom
    const whole = (time: string | undefined): string => String(Math.floor(Number(time)))
    return {
      ...body,
      Attributes: {
        ...attributes,
        ...(redriveFrom && { RedriveAllowPolicy: redriveAllow(redriveFrom) }),
        // moto leaves it on beside a key.
        SqsManagedSseEnabled: attributes['KmsMasterKeyId'] === undefined ? SqsManagedSseEnabled : 'false',
        CreatedTimestamp: whole(attributes['CreatedTimestamp']),
        LastModifiedTimestamp: whole(attributes['LastModifiedTimestamp']),
      },
    }
  }),
  'sqs:ListQueues': corrected((body, { region }) => ({
    ...body,
    ...(body['QueueUrls'] !== undefined && { QueueUrls: (body['QueueUrls'] as unknown[]).map((url) => queueUrl(url, region)) }),
  })),
}

/** Operations that are not left to moto alone. */
export const overlaid: readonly string[] = Object.keys(overrides)

const upstreamOf =
  (moto: string, seen: Seen): Upstream =>
  async (other) => {
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = seen.headers
    const isPath = other?.startsWith('/') ?? false
    const answer = await fetch(moto + (isPath ? other : seen.target), {
      method: seen.method,
      headers:
        other === undefined || isPath ? headers : { ...headers, 'x-amz-target': `TrentService.${other.slice(other.indexOf(':') + 1)}` },
      ...(seen.body && seen.method !== 'GET' ? { body: seen.body } : {}),
    })
    const { 'content-encoding': _encoding, 'transfer-encoding': _transfer, ...rest } = Object.fromEntries(answer.headers)
    return { status: answer.status, headers: rest, text: await answer.text() }
  }

/** Starts the proxy before a moto; its clock and facts are `truth()` at the time of each request. */
export const startOverlay = (moto: string, truth: () => Truth): Promise<Endpoint> =>
  startEndpoint({
    upstream: moto,
    answer: (seen) => overrides[seen.operation]?.(seen, upstreamOf(moto, seen), truth()),
  })

/** What AWS would say of the reference account in its first week. */
export const firstWeek = (now: Date): Truth => ({
  now,
  rootMfa: false,
  rootLastUsed: 3,
  unusedRoles: ['legacy-sync', 'bus-target', 'vendor-monitoring'],
  protectedResources: { [arnOf('dynamodb', 'table/orders')]: 0.2, [arnOf('dynamodb', 'table/payments')]: 0.2 },
  passwordLastUsed: { 'ana.silva': 1, 'ben.ortiz': 4, 'carla.gomez': 2, 'dan.meyer': 160, 'eva.lind': 6, 'fay.contractor': 1 },
  keyLastUsed: { 'ci-deploy': 0.5, 'report-export': 0.3 },
})

/** And in the weeks after: the root user got a second factor and is left alone. */
export const laterWeeks = (now: Date): Truth => ({ ...firstWeek(now), rootMfa: true, rootLastUsed: 10 })
