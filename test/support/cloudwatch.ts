// CloudWatch that has these metrics and no others.
import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import assert from 'node:assert/strict'
import { on, type Answer } from './collector-suite.ts'

export interface Series {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions?: Readonly<Record<string, string>>
  readonly Values: readonly number[]
}

const dimensionsOf = (series: Series) => Object.entries(series.Dimensions ?? {}).map(([Name, Value]) => ({ Name, Value }))

/** Lists metrics in pages of two, and gives values in parts of two. */
export const cloudWatch = (all: readonly Series[]): readonly Answer[] => [
  on(ListMetricsCommand, ({ Namespace, MetricName, NextToken }) => {
    const found = all.filter((series) => series.Namespace === Namespace && series.MetricName === MetricName)
    const start = Number(NextToken ?? 0)
    return {
      Metrics: found.slice(start, start + 2).map((series) => ({ Namespace, MetricName, Dimensions: dimensionsOf(series) })),
      ...(found.length > start + 2 ? { NextToken: String(start + 2) } : {}),
    }
  }),
  on(GetMetricDataCommand, ({ MetricDataQueries = [], NextToken, StartTime, EndTime }) => {
    assert.ok(StartTime && EndTime && EndTime > StartTime)
    const start = Number(NextToken ?? 0)
    const results = MetricDataQueries.map(({ Id, MetricStat }) => {
      assert.equal(MetricStat?.Period, 3600)
      const { Namespace, MetricName, Dimensions } = MetricStat?.Metric ?? {}
      const series = all.find(
        (each) =>
          each.Namespace === Namespace &&
          each.MetricName === MetricName &&
          JSON.stringify(dimensionsOf(each)) === JSON.stringify(Dimensions ?? []),
      )
      const values = series?.Values ?? []
      const whole = values.length <= start + 2
      return { Id, Values: values.slice(start, start + 2), StatusCode: whole ? ('Complete' as const) : ('PartialData' as const) }
    })
    const more = results.some(({ StatusCode }) => StatusCode !== 'Complete')
    return { MetricDataResults: results, ...(more ? { NextToken: String(start + 2) } : {}) }
  }),
]
