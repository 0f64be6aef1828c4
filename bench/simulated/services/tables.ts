// DynamoDB and what scales its tables.
import { countOf, dealt, listed, pageOf, text, used, type Service, type Size } from '../ask.ts'
import { allow, daysAgo, keyFor, near, nth, numberIn, owner, policyOf, roleArn, stranger, streamArn, tableArn } from '../names.ts'

const hasStream = (index: number): boolean => nth(index) % 3 === 0
export const isProvisioned = (index: number): boolean => nth(index) % 4 === 1

const table = (index: number, size: Size): object => ({
  TableName: `table-${index}`,
  TableArn: tableArn(index),
  TableStatus: 'ACTIVE',
  CreationDateTime: daysAgo(500),
  DeletionProtectionEnabled: nth(index) % 2 === 0,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  ItemCount: 1000,
  TableSizeBytes: 1_000_000,
  ...(isProvisioned(index)
    ? { ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 5, NumberOfDecreasesToday: 0 } }
    : { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 } }),
  ...(nth(index) % 3 !== 2 ? { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: keyFor(index, size) } } : {}),
  ...(hasStream(index)
    ? {
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
        LatestStreamArn: `${tableArn(index)}/stream/2026-01-01T00:00:00.000`,
      }
    : {}),
})

/** Capacity of tables, and whether it scales. */
const dimensions = ['dynamodb:table:ReadCapacityUnits', 'dynamodb:table:WriteCapacityUnits']
const scaled = (region: string, { tables }: Size): readonly { ResourceId: string; ScalableDimension: string; ServiceNamespace: string }[] =>
  dealt(tables, region)
    .filter((index) => isProvisioned(index) && nth(index) % 8 === 1)
    .flatMap((index) =>
      dimensions.map((ScalableDimension) => ({ ResourceId: `table/table-${index}`, ScalableDimension, ServiceNamespace: 'dynamodb' })),
    )

const notFound = { refuse: 'PolicyNotFoundException', status: 400 } as const

export const tables: Service = {
  answers: (size) => ({
    'dynamodb:ListTables': (ask) => {
      const tables = dealt(size.tables, ask.region)
      const from =
        ask.input['ExclusiveStartTableName'] === undefined ? 0 : tables.indexOf(numberIn(text(ask.input['ExclusiveStartTableName']))) + 1
      const page = tables.slice(from, from + Math.min(100, Number(ask.input['Limit'] ?? 100))).map((index) => `table-${index}`)
      return { TableNames: page, ...(from + page.length < tables.length ? { LastEvaluatedTableName: page.at(-1) } : {}) }
    },
    'dynamodb:DescribeTable': ({ input }) => ({ Table: table(numberIn(text(input['TableName'])), size) }),
    'dynamodb:DescribeContinuousBackups': ({ input }) => {
      const on = nth(numberIn(text(input['TableName']))) % 2 === 0
      const PointInTimeRecoveryDescription = on
        ? { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 35, LatestRestorableDateTime: daysAgo(0) }
        : { PointInTimeRecoveryStatus: 'DISABLED' }
      return { ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription } }
    },
    'dynamodb:GetResourcePolicy': ({ input }) => {
      const arn = text(input['ResourceArn'])
      const index = Number(/table-(\d+)/.exec(arn)?.[1])
      if (arn.includes('/stream/') || nth(index) % 5 !== 0) return notFound
      return { Policy: policyOf(allow(nth(index) % 10 === 0 ? stranger : owner, 'dynamodb:GetItem', arn)), RevisionId: '1' }
    },
    'dynamodb:DescribeKinesisStreamingDestination': ({ input }) => {
      const index = numberIn(text(input['TableName']))
      const destination = { StreamArn: streamArn(near(index, size.streams)), DestinationStatus: 'ACTIVE' }
      return { TableName: `table-${index}`, KinesisDataStreamDestinations: nth(index) % 7 === 0 ? [destination] : [] }
    },
    'dynamodb:ListBackups': () => ({ BackupSummaries: [] }),
    'application-autoscaling:DescribeScalableTargets': (ask) => {
      const [page, NextToken] = pageOf(scaled(ask.region, size), ask, { size: 'MaxResults', most: 50, token: 'NextToken' })
      const more = { MinCapacity: 5, MaxCapacity: 100, RoleARN: roleArn(0), CreationTime: daysAgo(100) }
      return { ScalableTargets: page.map((one) => ({ ...one, ...more })), NextToken }
    },
    'application-autoscaling:DescribeScalingPolicies': (ask) => {
      const [page, NextToken] = pageOf(scaled(ask.region, size), ask, { size: 'MaxResults', most: 50, token: 'NextToken' })
      const more = {
        PolicyARN: 'arn:aws:autoscaling:policy',
        PolicyName: 'tracking',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 },
        CreationTime: daysAgo(100),
      }
      return { ScalingPolicies: page.map((one) => ({ ...one, ...more })), NextToken }
    },
  }),
  calls: (size, regions) => {
    const perRegion = (of: (at: number) => number): number => used.reduce((sum, _, at) => sum + of(at), 0)
    return {
      'dynamodb:ListTables': listed(size.tables, 100, regions),
      'dynamodb:DescribeTable': size.tables,
      'dynamodb:DescribeContinuousBackups': size.tables,
      'dynamodb:GetResourcePolicy': size.tables + countOf(size.tables, hasStream),
      'dynamodb:DescribeKinesisStreamingDestination': size.tables,
      'dynamodb:ListBackups': used.length,
      'application-autoscaling:DescribeScalableTargets': perRegion((at) =>
        Math.max(1, Math.ceil(scaled(used[at] ?? '', size).length / 50)),
      ),
      'application-autoscaling:DescribeScalingPolicies': perRegion((at) =>
        Math.max(1, Math.ceil(scaled(used[at] ?? '', size).length / 50)),
      ),
    }
  },
}
