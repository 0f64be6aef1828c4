// What is told of the account and its regions as a whole: tags, metrics, quotas, trails, budgets.
import { account, dealt, pageOf, text, used, type Service, type Size } from '../ask.ts'
import {
  balancerArn,
  bucketArn,
  bucketName,
  deliveryArn,
  functionArn,
  keyFor,
  near,
  nth,
  queueArn,
  streamArn,
  tableArn,
  tagsOf,
  topicArn,
  workGroupArn,
} from '../names.ts'
import { isProvisioned } from './tables.ts'

/** Two resources in three have tags. */
const tagged = (region: string, size: Size): readonly (readonly [string, number])[] =>
  (
    [
      [size.functions, functionArn],
      [size.buckets, bucketArn],
      [size.tables, tableArn],
      [size.queues, queueArn],
      [size.topics, topicArn],
      [size.streams, streamArn],
      [size.deliveryStreams, deliveryArn],
      [size.workGroups, workGroupArn],
      [size.loadBalancers, balancerArn],
    ] as const
  ).flatMap(([count, arnOf]) =>
    dealt(count, region)
      .filter((index) => nth(index) % 3 !== 2)
      .map((index) => [arnOf(index), index] as const),
  )

interface Metric {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
}

/** Quotas whose use is counted, and others, of each service. */
const counted = 3
const others = 12
const quotaServices = ['dynamodb', 'ec2', 'eks', 'kinesis', 'lambda', 'vpc']
const usageOf = (service: string, at: number) => ({ Service: service, Type: 'Resource', Resource: `Resource${at}`, Class: 'None' })

/** Metrics of a name: as many as there are resources that write it. */
const metricsOf = (region: string, Namespace: string, MetricName: string, size: Size): readonly Metric[] => {
  const of = (indexes: readonly number[], dimension: string, name: string): readonly Metric[] =>
    indexes.map((index) => ({ Namespace, MetricName, Dimensions: [{ Name: dimension, Value: `${name}-${index}` }] }))
  switch (`${Namespace} ${MetricName}`) {
    case 'AWS/DynamoDB ProvisionedReadCapacityUnits':
    case 'AWS/DynamoDB ProvisionedWriteCapacityUnits':
      return of(dealt(size.tables, region).filter(isProvisioned), 'TableName', 'table')
    case 'AWS/SQS ApproximateAgeOfOldestMessage':
    case 'AWS/SQS ApproximateNumberOfMessagesVisible':
      return of(
        dealt(size.queues, region).filter((index) => nth(index) % 2 === 0),
        'QueueName',
        'queue',
      )
    case 'AWS/Kinesis WriteProvisionedThroughputExceeded':
    case 'AWS/Kinesis ReadProvisionedThroughputExceeded':
      return of(dealt(size.streams, region), 'StreamName', 'stream')
    case 'AWS/Usage ResourceCount':
      // Where nothing is in use, only networks are counted.
      return quotaServices
        .filter((service) => service === 'vpc' || used.some((name) => name === region))
        .flatMap((service) =>
          Array.from({ length: counted }, (_, at) => ({
            Namespace,
            MetricName,
            Dimensions: Object.entries(usageOf(service, at)).map(([Name, Value]) => ({ Name, Value })),
          })),
        )
    default:
      return []
  }
}

const hour = 3_600_000
/** Whole hours between the times of a request, which are seconds in JSON. */
const hoursOf = (input: Readonly<Record<string, unknown>>): number =>
  Math.round(((Number(input['EndTime']) - Number(input['StartTime'])) * 1000) / hour)

interface Query {
  readonly Id: string
  readonly MetricStat: { readonly Metric: { readonly MetricName: string } }
}
const valueOf = (name: string, at: number): number => (name.endsWith('Exceeded') ? 0 : 1 + (at % 7))

const trailArn = (name: string): string => `arn:aws:cloudtrail:${used[0]}:${account}:trail/${name}`
const trails = ['all', 'data']
const trailIn = (input: Readonly<Record<string, unknown>>, member: string): string => text(input[member])

/** Pages of 500 metrics of a name in one region. */
const metricPages = (count: number): number => Math.max(1, Math.ceil(count / 500))

export const whole: Service = {
  answers: (size) => {
    const byRegion = new Map<string, ReturnType<typeof tagged>>()
    return {
      'tag:GetResources': (ask) => {
        const all = byRegion.get(ask.region) ?? tagged(ask.region, size)
        byRegion.set(ask.region, all)
        const [page, PaginationToken] = pageOf(
          all,
          { ...ask, input: { ...ask.input, PaginationToken: Number(ask.input['PaginationToken'] ?? 0) } },
          {
            size: 'ResourcesPerPage',
            most: 100,
            usual: 50,
            token: 'PaginationToken',
          },
        )
        return {
          ResourceTagMappingList: page.map(([ResourceARN, index]) => ({ ResourceARN, Tags: tagsOf(index) })),
          PaginationToken: PaginationToken ?? '',
        }
      },
      'cloudwatch:ListMetrics': (ask) => {
        const all = metricsOf(ask.region, text(ask.input['Namespace']), text(ask.input['MetricName']), size)
        const [Metrics, NextToken] = pageOf(all, ask, { most: 500, token: 'NextToken' })
        return { Metrics, NextToken }
      },
      'cloudwatch:GetMetricData': ({ input }) => {
        const hours = hoursOf(input)
        return {
          MetricDataResults: (input['MetricDataQueries'] as readonly Query[]).map(({ Id, MetricStat }) => ({
            Id,
            Label: MetricStat.Metric.MetricName,
            StatusCode: 'Complete',
            Timestamps: [],
            Values: Array.from({ length: hours }, (_, at) => valueOf(MetricStat.Metric.MetricName, at)),
          })),
          Messages: [],
        }
      },
      'servicequotas:ListServiceQuotas': ({ input, region }) => {
        const ServiceCode = text(input['ServiceCode'])
        return {
          Quotas: Array.from({ length: counted + others }, (_, at) => ({
            ServiceCode,
            QuotaArn: `arn:aws:servicequotas:${region}:${account}:${ServiceCode}/L-${at}`,
            QuotaCode: `L-${at}`,
            QuotaName: `Resources of sort ${at}`,
            Value: at === 0 ? 8 : 1000,
            Adjustable: true,
            GlobalQuota: false,
            ...(at < counted
              ? { UsageMetric: { MetricNamespace: 'AWS/Usage', MetricName: 'ResourceCount', MetricDimensions: usageOf(ServiceCode, at) } }
              : {}),
          })),
        }
      },
      'cloudtrail:DescribeTrails': () => ({
        trailList: trails.map((Name, at) => ({
          Name,
          TrailARN: trailArn(Name),
          S3BucketName: bucketName(near(at * 2, size.buckets)),
          IsMultiRegionTrail: at === 0,
          IsOrganizationTrail: false,
          HomeRegion: used[0],
          ...(at === 0 ? { KmsKeyId: keyFor(0, size) } : {}),
          LogFileValidationEnabled: true,
        })),
      }),
      'cloudtrail:ListTrails': () => ({ Trails: trails.map((Name) => ({ Name, TrailARN: trailArn(Name), HomeRegion: used[0] })) }),
      'cloudtrail:GetTrailStatus': () => ({ IsLogging: true }),
      'cloudtrail:GetEventSelectors': ({ input }) => ({
        TrailARN: trailIn(input, 'TrailName'),
        EventSelectors: [
          { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] },
        ],
      }),
      'budgets:DescribeBudgets': () => ({ Budgets: [{ BudgetName: 'monthly', BudgetType: 'COST', TimeUnit: 'MONTHLY' }] }),
      'budgets:DescribeBudgetNotificationsForAccount': () => ({
        BudgetNotificationsForAccount: [
          {
            BudgetName: 'monthly',
            Notifications: [
              {
                NotificationType: 'ACTUAL',
                ComparisonOperator: 'GREATER_THAN',
                Threshold: 80,
                ThresholdType: 'PERCENTAGE',
                SubscriberCount: 1,
              },
            ],
          },
        ],
      }),
    }
  },
  calls: (size, regions) => {
    const each = (of: (region: string) => number): number => used.reduce((sum, region) => sum + of(region), 0)
    const provisioned = (region: string): number => dealt(size.tables, region).filter(isProvisioned).length
    const waiting = (region: string): number => dealt(size.queues, region).filter((index) => nth(index) % 2 === 0).length
    const streams = (region: string): number => dealt(size.streams, region).length
    return {
      // The work group that AWS makes in every region may have tags too.
      'tag:GetResources': each((region) => Math.max(1, Math.ceil(tagged(region, size).length / 100))) + regions - used.length,
      // Two names each of tables, queues and streams; the use of quotas in every region.
      'cloudwatch:ListMetrics':
        2 * each((region) => metricPages(provisioned(region)) + metricPages(waiting(region)) + metricPages(streams(region))) + regions,
      // The names of one service together, 500 metrics in a call; and one of all functions of a region.
      'cloudwatch:GetMetricData':
        each(
          (region) =>
            Math.ceil((2 * provisioned(region)) / 500) +
            Math.ceil((2 * waiting(region)) / 500) +
            Math.ceil((2 * streams(region)) / 500) +
            1,
        ) + regions,
      'servicequotas:ListServiceQuotas': quotaServices.length * regions,
      'cloudtrail:DescribeTrails': 1,
      'cloudtrail:ListTrails': 1,
      'cloudtrail:GetTrailStatus': trails.length,
      'cloudtrail:GetEventSelectors': trails.length,
      'budgets:DescribeBudgets': 1,
      'budgets:DescribeBudgetNotificationsForAccount': 1,
    }
  },
}
