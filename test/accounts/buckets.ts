// The buckets of the reference account: the table that s3.ts builds and the overlay knows.
import type { NotificationConfiguration, ObjectOwnership } from '@aws-sdk/client-s3'
import { account, allow, arnOf, foreignAccount, home, pilot, tags, type Statement } from './ground.ts'

export interface Bucket {
  readonly name: string
  readonly region?: string
  /** From before April 2023: ACLs count, nothing is blocked. */
  readonly old?: { readonly acl: 'private' | 'public-read' | 'public-read-write' }
  readonly ownership?: ObjectOwnership
  /** Alias of a key. */
  readonly key?: string
  readonly bucketKey?: true
  /** SSE-C still works here; moto cannot keep it, the overlay shows it. */
  readonly customerKeys?: true
  readonly versioning?: 'Enabled' | 'Suspended'
  /** Days in compliance mode. */
  readonly lock?: number
  readonly replica?: { readonly bucket: string; readonly account?: string }
  readonly expires?: number
  readonly logs?: true
  readonly website?: true
  readonly notifications?: NotificationConfiguration
  readonly statements?: readonly Statement[]
  readonly tags?: Record<string, string>
}

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`
export const within = (name: string): readonly string[] => [bucketArn(name), `${bucketArn(name)}/*`]
const tlsOnly = (name: string): Statement => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: within(name),
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})
const ownOnly = (name: string): Statement => ({
  Sid: 'OwnIdentities',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: within(name),
  Condition: {
    StringNotEqualsIfExists: { 'aws:PrincipalAccount': account },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  },
})
const fromHere = { StringEquals: { 'aws:SourceAccount': account } }

export const auditTrail = arnOf('cloudtrail', 'trail/audit')

export const buckets: readonly Bucket[] = [
  {
    name: 'shop-logs',
    expires: 90,
    statements: [
      allow('s3:PutObject', `${bucketArn('shop-logs')}/*`, {
        Sid: 'AccessLogs',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Condition: fromHere,
      }),
      // Elastic Load Balancing in Frankfurt.
      allow('s3:PutObject', `${bucketArn('shop-logs')}/alb/*`, { Sid: 'Balancers', Principal: { AWS: 'arn:aws:iam::054676820928:root' } }),
      allow('s3:PutObject', `${bucketArn('shop-logs')}/flow/*`, { Sid: 'FlowLogs', Principal: { Service: 'delivery.logs.amazonaws.com' } }),
      tlsOnly('shop-logs'),
    ],
    tags: tags('platform', 'internal'),
  },
  {
    name: 'shop-audit',
    key: 'analytics',
    bucketKey: true,
    versioning: 'Enabled',
    lock: 365,
    expires: 730,
    logs: true,
    statements: [
      tlsOnly('shop-audit'),
      ownOnly('shop-audit'),
      allow(['s3:PutObject', 's3:GetBucketAcl'], within('shop-audit'), {
        Sid: 'Trail',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceArn': auditTrail } },
      }),
    ],
    tags: tags('platform', 'restricted'),
  },
  {
    name: 'shop-data-lake',
    key: 'analytics',
    versioning: 'Enabled',
    replica: { bucket: 'shop-data-lake-replica' },
    expires: 1095,
    logs: true,
    notifications: { EventBridgeConfiguration: {} },
    statements: [tlsOnly('shop-data-lake'), ownOnly('shop-data-lake')],
    tags: tags('analytics', 'confidential'),
  },
  {
    name: 'shop-data-lake-replica',
    region: pilot,
    versioning: 'Enabled',
    statements: [tlsOnly('shop-data-lake-replica')],
    tags: tags('analytics', 'internal'),
  },
  // Handed to whoever asked: a processor's account, no versions, no logs, and nobody knows when it is emptied.
  {
    name: 'shop-customer-exports',
    statements: [
      allow(['s3:GetObject', 's3:PutObject', 's3:PutObjectAcl'], within('shop-customer-exports'), {
        Sid: 'Processor',
        Principal: { AWS: `arn:aws:iam::${foreignAccount}:root` },
      }),
    ],
    tags: tags('customers', 'restricted'),
  },
  {
    name: 'shop-partner-share',
    versioning: 'Enabled',
    replica: { bucket: 'partner-landing-zone', account: foreignAccount },
    tags: tags('partners', 'internal'),
  },
  // From the first days: the pictures of the site, straight from the bucket.
  {
    name: 'shop-images',
    old: { acl: 'public-read' },
    website: true,
    customerKeys: true,
    statements: [allow('s3:GetObject', `${bucketArn('shop-images')}/*`, { Sid: 'Site', Principal: '*' })],
    tags: { owner: 'web' },
  },
  // Where customers put their pictures, and anybody else anything.
  {
    name: 'shop-uploads',
    old: { acl: 'public-read-write' },
    customerKeys: true,
    statements: [allow('s3:PutObject', `${bucketArn('shop-uploads')}/*`, { Sid: 'Form', Principal: '*' })],
    notifications: {
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: arnOf('lambda', 'function:uploads-scan'), Events: ['s3:ObjectRemoved:*'] }],
      QueueConfigurations: [
        {
          QueueArn: arnOf('sqs', 'uploads'),
          Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } },
        },
      ],
    },
    tags: tags('customers', 'restricted'),
  },
  // Open as well, but what it says counts no more.
  {
    name: 'shop-catalogue',
    versioning: 'Suspended',
    ownership: 'BucketOwnerPreferred',
    statements: [allow('s3:GetObject', `${bucketArn('shop-catalogue')}/*`, { Sid: 'Feed', Principal: '*' })],
    tags: tags('web', 'internal'),
  },
  {
    name: `aws-glue-assets-${account}-${home}`,
    statements: [tlsOnly(`aws-glue-assets-${account}-${home}`)],
    tags: tags('analytics', 'internal'),
  },
]

/** Made in a hurry in the second week. */
export const weekTwoBucket: Bucket = { name: 'shop-refund-documents', versioning: 'Enabled', tags: tags('payments', 'restricted') }
