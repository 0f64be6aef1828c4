// The functions of the reference account, as data.
import type {
  CreateEventSourceMappingCommandInput,
  FunctionUrlAuthType,
  PutFunctionEventInvokeConfigCommandInput,
} from '@aws-sdk/client-lambda'
import { account, arnOf, credentials, foreignAccount, home } from './ground.ts'

export interface Permission {
  readonly sid: string
  readonly principal: string
  readonly sourceArn?: string
  readonly sourceAccount?: string
  readonly urlAuth?: FunctionUrlAuthType
}

export interface Fn {
  readonly name: string
  /** Name of its role, where it is not the function's own. */
  readonly role?: string
  readonly runtime?: string
  /** Seconds. */
  readonly timeout?: number
  /** Repository and tag of the container image that it is made of. */
  readonly image?: string
  readonly env?: Readonly<Record<string, string>>
  /** Alias of the key that encrypts the variables. Emulators forget it; the overlay shows it. */
  readonly key?: string
  /** Zones in whose private subnets it runs. */
  readonly zones?: readonly (0 | 1)[]
  /** Layers of the account by name; each has one version. */
  readonly layers?: readonly string[]
  /** A stranger's layer version. Emulators know none but the account's own, so only the overlay shows it. */
  readonly foreignLayer?: string
  /** Emulators take it and forget it; the overlay shows it. */
  readonly deadLetter?: string
  readonly url?: FunctionUrlAuthType
  /** Origins that browsers may call the URL from. */
  readonly origins?: readonly string[]
  readonly permissions?: readonly Permission[]
  /** Publishes a version and points this alias at it; permissions of the alias. */
  readonly alias?: { readonly name: string; readonly permissions?: readonly Permission[] }
  readonly reserved?: number
  readonly invoke?: Pick<
    PutFunctionEventInvokeConfigCommandInput,
    'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | 'DestinationConfig'
  >
  /** A queue by name, or a table's stream. */
  readonly sources?: readonly (({ readonly queue: string } | { readonly stream: string }) & {
    readonly mapping?: Omit<CreateEventSourceMappingCommandInput, 'FunctionName' | 'EventSourceArn'>
  })[]
  readonly tags?: Readonly<Record<string, string>>
}

const onFailure = (queue: string) => ({ OnFailure: { Destination: arnOf('sqs', queue) } })
const own = { owner: 'platform', environment: 'production' }
const classed = (dataClass: string) => ({ ...own, 'data-classification': dataClass })

export const functions: readonly Fn[] = [
  {
    name: 'orders-api',
    timeout: 10,
    env: { TABLE: 'orders', QUEUE: 'orders' },
    layers: ['observability'],
    url: 'AWS_IAM',
    origins: ['https://shop.example.com'],
    reserved: 200,
    alias: {
      name: 'live',
      permissions: [{ sid: 'gateway', principal: 'apigateway.amazonaws.com', sourceArn: arnOf('execute-api', 'a1b2c3d4e5/*/POST/orders') }],
    },
    tags: classed('confidential'),
  },
  {
    name: 'orders-worker',
    timeout: 30,
    env: { TABLE: 'orders' },
    zones: [0],
    reserved: 50,
    sources: [{ queue: 'orders', mapping: { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 20 } } }],
    tags: own,
  },
  {
    name: 'orders-projection',
    timeout: 60,
    sources: [
      {
        stream: 'orders',
        mapping: {
          StartingPosition: 'LATEST',
          BatchSize: 100,
          MaximumRetryAttempts: 5,
          MaximumRecordAgeInSeconds: 3600,
          BisectBatchOnFunctionError: true,
          DestinationConfig: onFailure('stock-failures'),
        },
      },
    ],
    tags: own,
  },
  {
    // Open to everybody, unsupported runtime, a key in its environment: the shop's worst corner.
    name: 'payments-webhook',
    runtime: 'python3.8',
    timeout: 15,
    env: { PROVIDER_URL: 'https://pay.example.com', PROVIDER_SECRET_KEY: credentials.secretAccessKey },
    url: 'NONE',
    origins: ['*'],
    permissions: [
      { sid: 'url', principal: '*', urlAuth: 'NONE' },
      { sid: 'quick-fix', principal: '*' },
    ],
  },
  {
    name: 'payments-worker',
    runtime: 'python3.13',
    timeout: 20,
    key: 'payments',
    zones: [0, 1],
    env: { TABLE: 'payments', PROVIDER_SECRET_ARN: arnOf('secretsmanager', 'secret:payments/provider-AbCdEf') },
    sources: [{ queue: 'payments', mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 10 } } }],
    tags: classed('restricted'),
  },
  {
    name: 'notifications-worker',
    timeout: 60,
    env: { FROM: 'shop@example.com' },
    sources: [{ queue: 'notifications', mapping: { BatchSize: 10 } }],
  },
  {
    name: 'customers-sync',
    runtime: 'nodejs16.x',
    timeout: 120,
    // Retries a poisoned record until it expires, and then drops it.
    sources: [{ stream: 'customers', mapping: { StartingPosition: 'TRIM_HORIZON', BatchSize: 100 } }],
    tags: own,
  },
  {
    name: 'stock-alerts',
    timeout: 30,
    reserved: 5,
    sources: [
      {
        stream: 'stock',
        mapping: { StartingPosition: 'LATEST', BatchSize: 1, MaximumRetryAttempts: 3, DestinationConfig: onFailure('stock-failures') },
      },
    ],
    tags: own,
  },
  {
    // S3 may invoke it for anybody's bucket; what fails is lost; a layer comes from a stranger.
    name: 'uploads-scan',
    runtime: 'python3.12',
    timeout: 60,
    foreignLayer: `arn:aws:lambda:${home}:${foreignAccount}:layer:antivirus:7`,
    permissions: [{ sid: 'bucket', principal: 's3.amazonaws.com' }],
    sources: [{ queue: 'uploads', mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 5 } } }],
    tags: own,
  },
  {
    name: 'exports-nightly',
    runtime: 'python3.13',
    timeout: 900,
    permissions: [{ sid: 'schedule', principal: 'events.amazonaws.com', sourceArn: arnOf('events', 'rule/exports-nightly') }],
    invoke: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 3600, DestinationConfig: onFailure('partner-intake-dlq') },
    tags: own,
  },
  {
    name: 'returns-intake',
    timeout: 20,
    deadLetter: arnOf('sqs', 'uploads-dlq'),
    permissions: [{ sid: 'topic', principal: 'sns.amazonaws.com', sourceArn: arnOf('sns', 'returns'), sourceAccount: account }],
    sources: [{ queue: 'returns', mapping: { BatchSize: 10 } }],
    reserved: 10,
    tags: own,
  },
  {
    name: 'partner-feed',
    role: 'invoices-render',
    image: 'shop/orders-api:1.8.0',
    timeout: 30,
    permissions: [{ sid: 'partner', principal: `arn:aws:iam::${foreignAccount}:role/feed` }],
    tags: own,
  },
  { name: 'invoices-render', image: 'shop/image-resizer:3.1.4', timeout: 120, tags: own },
  { name: 'legacy-sync', runtime: 'go1.x', timeout: 300, env: { DB_PASSWORD: 'correct-horse-battery-staple' } },
]
