// CloudWatch, CloudTrail, budgets and quotas as AWS answers them.
import { json } from '../../support/answers.ts'
import { account } from '../ground.ts'
import { corrected, listOf, type Json, type Overrides } from './override.ts'

const dimensionsOf = (dimensions: Readonly<Record<string, string>>): readonly Json[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
/** Whatever their order. */
const keyOf = (metric: Json): string => {
  const dimensions = listOf(metric, 'Dimensions').map(({ Name, Value }) => `${String(Name)}=${String(Value)}`)
  return [metric['Namespace'], metric['MetricName'], ...dimensions.sort()].join(' ')
}

const hour = 3600

interface Quota {
  readonly code: string
  readonly name: string
  readonly value: number
  readonly usage?: Readonly<Record<string, string>>
}
const counted = (Service: string, Resource: string, Class = 'None') => ({ Type: 'Resource', Service, Resource, Class })
const quotas: Readonly<Record<string, readonly Quota[]>> = {
  dynamodb: [{ code: 'L-F98FE922', name: 'Maximum number of tables', value: 2500, usage: counted('DynamoDB', 'TableCount') }],
  ec2: [
    {
      code: 'L-1216C47A',
      name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
      value: 64,
      usage: counted('EC2', 'vCPU', 'Standard/OnDemand'),
    },
    { code: 'L-417A185B', name: 'Running On-Demand P instances', value: 8, usage: counted('EC2', 'vCPU', 'P/OnDemand') },
  ],
  eks: [{ code: 'L-1194D53C', name: 'Clusters', value: 100 }],
  kinesis: [{ code: 'L-8C1B7DFE', name: 'Shards per Region', value: 500 }],
  lambda: [{ code: 'L-B99A9384', name: 'Concurrent executions', value: 1000 }],
  vpc: [{ code: 'L-F678F1CE', name: 'VPCs per Region', value: 5 }],
}

export const observability: Overrides = {
  'budgets:DescribeBudgetNotificationsForAccount': async (_seen, ask) => {
    const budgets = listOf(JSON.parse((await ask({ target: 'AWSBudgetServiceGateway.DescribeBudgets' })).text) as Json, 'Budgets')
    return json({
      BudgetNotificationsForAccount: budgets.map(({ BudgetName }) => ({
        BudgetName,
        Notifications: [
          {
            NotificationType: 'FORECASTED',
            ComparisonOperator: 'GREATER_THAN',
            Threshold: 100,
            ThresholdType: 'PERCENTAGE',
            NotificationState: 'OK',
          },
        ],
      })),
    })
  },
  // moto has delivered at the time of the question.
  'cloudtrail:GetTrailStatus': corrected(({ IsLogging }) => ({ IsLogging })),
  'cloudwatch:GetMetricData': ({ input, region }, _ask, { metrics }) => {
    const start = Number(input['StartTime'])
    const hours = Array.from({ length: (Number(input['EndTime']) - start) / hour }, (_, index) => start + index * hour).reverse()
    const known = new Map(
      metrics.flatMap((series) =>
        series.region === region ? [[keyOf({ ...series, Dimensions: dimensionsOf(series.Dimensions) }), series.value] as const] : [],
      ),
    )
    return json({
      MetricDataResults: listOf(input, 'MetricDataQueries').map(({ Id, MetricStat }) => {
        const metric = (MetricStat as Json)['Metric'] as Json
        const value = known.get(keyOf(metric))
        const Timestamps = value === undefined ? [] : hours
        return { Id, Label: metric['MetricName'], Timestamps, Values: Timestamps.map(() => value), StatusCode: 'Complete' }
      }),
      Messages: [],
    })
  },
  'cloudwatch:ListMetrics': ({ input, region }, _ask, { metrics }) =>
    json({
      Metrics: metrics
        .filter(
          (series) => series.region === region && series.Namespace === input['Namespace'] && series.MetricName === input['MetricName'],
        )
        .map(({ Namespace, MetricName, Dimensions }) => ({ Namespace, MetricName, Dimensions: dimensionsOf(Dimensions) })),
    }),
  'servicequotas:ListServiceQuotas': ({ input, region }) => {
    const ServiceCode = String(input['ServiceCode'])
    return json({
      Quotas: (quotas[ServiceCode] ?? []).map(({ code, name, value, usage }) => ({
        ServiceCode,
        ServiceName: ServiceCode,
        QuotaArn: `arn:aws:servicequotas:${region}:${account}:${ServiceCode}/${code}`,
        QuotaCode: code,
        QuotaName: name,
        Value: value,
        Unit: 'None',
        Adjustable: true,
        GlobalQuota: false,
        ...(usage && {
          UsageMetric: {
            MetricNamespace: 'AWS/Usage',
            MetricName: 'ResourceCount',
            MetricDimensions: usage,
            MetricStatisticRecommendation: 'Maximum',
          },
        }),
        QuotaAppliedAtLevel: 'ACCOUNT',
      })),
    })
  },
}
