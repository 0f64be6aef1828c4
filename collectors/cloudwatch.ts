// Amazon CloudWatch: values of metrics over the last hours, as other collectors need them. Each metric that is asked for is charged.
import { GetMetricDataCommand, ListMetricsCommand, type CloudWatchClient, type MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { pages } from '../src/aws/pages.ts'
import { member } from '../src/collect/member.ts'

export interface Metric {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: Readonly<Record<string, string>>
}

const hour = 3_600_000
/** GetMetricData answers 500 metrics, and 100,800 values, in one call. */
const mostMetrics = 500
const mostValues = 100_800

/** The metrics of a name that had a value in the last two weeks, with whatever dimensions. */
export const metricsNamed = (cloudWatch: CloudWatchClient, Namespace: string, MetricName: string): Promise<readonly Metric[]> =>
  Array.fromAsync(
    pages(cloudWatch, ListMetricsCommand, { Namespace, MetricName }, (page) =>
      page.Metrics?.map(({ Dimensions = [] }) => ({
        Namespace,
        MetricName,
        Dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [member(Name, 'Name'), member(Value, 'Value')])),
      })),
    ),
  )

/**
 * One value for each of the last whole hours in which a metric has any, in the order of the metrics. Throws where CloudWatch says that an answer is not whole.
 */
export const hourly = async (
  cloudWatch: CloudWatchClient,
  metrics: readonly Metric[],
  { stat, hours, now }: { readonly stat: 'Maximum' | 'Minimum'; readonly hours: number; readonly now: Date },
): Promise<readonly (readonly number[])[]> => {
  const EndTime = new Date(Math.floor(now.getTime() / hour) * hour)
  const StartTime = new Date(EndTime.getTime() - hours * hour)
  const size = Math.min(mostMetrics, Math.floor(mostValues / hours))
  const batches = Array.from({ length: Math.ceil(metrics.length / size) }, (_, index) => metrics.slice(index * size, (index + 1) * size))
  const answers = await Promise.all(
    batches.map(async (batch) => {
      const MetricDataQueries = batch.map(({ Namespace, MetricName, Dimensions }, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: { Namespace, MetricName, Dimensions: Object.entries(Dimensions).map(([Name, Value]) => ({ Name, Value })) },
          Period: hour / 1000,
          Stat: stat,
        },
      }))
      const results = pages(cloudWatch, GetMetricDataCommand, { MetricDataQueries, StartTime, EndTime }, (page) => page.MetricDataResults)
      const byId = Map.groupBy<string | undefined, MetricDataResult>(await Array.fromAsync(results), ({ Id }) => Id)
      return MetricDataQueries.map(({ Id }) => {
        const parts = byId.get(Id) ?? []
        // A result may come in parts; the last one says whether it is whole.
        const status = parts.at(-1)?.StatusCode
        if (status !== 'Complete') throw new TypeError(`the values of a metric are not whole: ${status ?? 'no answer'}`)
        return parts.flatMap(({ Values }) => Values ?? [])
      })
    }),
  )
  return answers.flat()
}
