// Service Quotas: how much of a service the account may have, and how much of it is in use.
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { ListServiceQuotasCommand, ServiceQuotasClient, type MetricInfo } from '@aws-sdk/client-service-quotas'
import { pages } from '../src/aws/pages.ts'
import { bulk, defineCollector, fromBulk, type Item } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { hourly, metricsNamed } from './cloudwatch.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    /** Quotas whose use CloudWatch counts, of the services that the reference architecture is made of. CloudFormation has no type for them. */
    'AWS::ServiceQuotas::ServiceQuota': {
      base: { ServiceCode: string; QuotaCode: string; QuotaName: string; Value: number; UsageMetric: string }
      facets: {
        /** The most in any hour of the last seven days; `null` where CloudWatch has no values: none is in use. */
        usage: { Maximum: number } | null
      }
      edges: {}
    }
  }
}

const services = ['dynamodb', 'ec2', 'eks', 'kinesis', 'lambda', 'vpc'] as const
const usage = { Namespace: 'AWS/Usage', MetricName: 'ResourceCount' } as const

/** A metric's dimensions as one text. */
const keyOf = (dimensions: Readonly<Record<string, string>>): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join()

const usageMetric = (metric: MetricInfo | undefined): string | undefined =>
  metric?.MetricNamespace === usage.Namespace && metric.MetricName === usage.MetricName ? keyOf(metric.MetricDimensions ?? {}) : undefined

/** Use of all resources that are counted, by the dimensions of the metric. */
const usages = bulk({
  client: CloudWatchClient,
  calls: ['cloudwatch:ListMetrics', 'cloudwatch:GetMetricData'],
  run: async (cloudWatch, { now }) => {
    const metrics = await metricsNamed(cloudWatch, usage.Namespace, usage.MetricName)
    const values = await hourly(cloudWatch, metrics, { stat: 'Maximum', hours: 168, now })
    return new Map(
      metrics.flatMap(({ Dimensions }, index) => {
        const series = values[index] ?? []
        return series.length > 0 ? [[keyOf(Dimensions), { Maximum: Math.max(...series) }] as const] : []
      }),
    )
  },
})

export const serviceQuota = defineCollector({
  kind: 'AWS::ServiceQuotas::ServiceQuota',
  client: ServiceQuotasClient,
  list: {
    calls: ['servicequotas:ListServiceQuotas'],
    async *run(quotas) {
      for (const ServiceCode of services) {
        const all = pages(quotas, ListServiceQuotasCommand, { ServiceCode, MaxResults: 100 }, (page) => page.Quotas)
        for await (const { QuotaArn, QuotaCode, QuotaName, Value, UsageMetric } of all) {
          const metric = usageMetric(UsageMetric)
          if (metric === undefined) continue
          yield {
            arn: member(QuotaArn, 'QuotaArn'),
            name: member(QuotaCode, 'QuotaCode'),
            ServiceCode,
            QuotaCode: member(QuotaCode, 'QuotaCode'),
            QuotaName: member(QuotaName, 'QuotaName'),
            Value: member(Value, 'Value'),
            UsageMetric: metric,
          }
        }
      }
    },
  },
  facets: {
    usage: fromBulk(usages, (byMetric, { UsageMetric }: Item<'AWS::ServiceQuotas::ServiceQuota'>) => byMetric.get(UsageMetric) ?? null),
  },
  edges: {},
})

export default [serviceQuota]
