// Values of metrics: in batches, in parts, and never less than was asked for without saying so.
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { mockClient } from 'aws-sdk-client-mock'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hourly } from '../../collectors/cloudwatch.ts'
import { now } from '../support/nodes.ts'

const metric = (name: string) => ({ Namespace: 'AWS/SQS', MetricName: 'Age', Dimensions: { QueueName: name } })
const client = new CloudWatchClient({ region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } })

describe('hourly values', () => {
  it('are asked for whole hours, 500 metrics at a time, and come back in the order of the metrics', async () => {
    const stub = mockClient(client)
    stub.on(GetMetricDataCommand).callsFake(({ MetricDataQueries = [] }: GetMetricDataCommand['input']) => ({
      // Any order will do.
      MetricDataResults: MetricDataQueries.toReversed().map(({ Id, MetricStat }) => ({
        Id,
        Values: [Number(MetricStat?.Metric?.Dimensions?.[0]?.Value)],
        StatusCode: 'Complete',
      })),
    }))
    const metrics = Array.from({ length: 501 }, (_, index) => metric(String(index)))
    const values = await hourly(client, metrics, { stat: 'Maximum', hours: 24, now: new Date('2026-06-01T12:34:56Z') })
    assert.deepEqual(
      values,
      metrics.map((_, index) => [index]),
    )
    const asked = stub.commandCalls(GetMetricDataCommand).map(({ args: [{ input }] }) => input)
    assert.deepEqual(
      asked.map(({ MetricDataQueries }) => MetricDataQueries?.length),
      [500, 1],
    )
    assert.deepEqual(asked[0]?.StartTime, new Date('2026-05-31T12:00:00Z'))
    assert.deepEqual(asked[0].EndTime, new Date('2026-06-01T12:00:00Z'))
  })

  it('never fill more than CloudWatch gives in one answer', async () => {
    const stub = mockClient(client)
    stub.on(GetMetricDataCommand).callsFake(({ MetricDataQueries = [] }: GetMetricDataCommand['input']) => ({
      MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, Values: [], StatusCode: 'Complete' })),
    }))
    await hourly(
      client,
      Array.from({ length: 400 }, (_, index) => metric(String(index))),
      { stat: 'Maximum', hours: 336, now },
    )
    const sizes = stub.commandCalls(GetMetricDataCommand).map(({ args: [{ input }] }) => input.MetricDataQueries?.length)
    assert.deepEqual(sizes, [300, 100])
  })

  it('cost nothing where there are no metrics', async () => {
    const stub = mockClient(client)
    assert.deepEqual(await hourly(client, [], { stat: 'Maximum', hours: 24, now }), [])
    assert.equal(stub.calls().length, 0)
  })

  for (const [what, MetricDataResults] of Object.entries({
    'is forbidden': [{ Id: 'm0', Values: [], StatusCode: 'Forbidden' as const }],
    'failed inside CloudWatch': [{ Id: 'm0', Values: [1], StatusCode: 'InternalError' as const }],
    'was cut': [{ Id: 'm0', Values: [1], StatusCode: 'PartialData' as const }],
    'is missing': [{ Id: 'm1', Values: [1], StatusCode: 'Complete' as const }],
  })) {
    it(`are unknown where the result of a metric ${what}`, async () => {
      mockClient(client).on(GetMetricDataCommand).resolves({ MetricDataResults })
      await assert.rejects(hourly(client, [metric('orders')], { stat: 'Minimum', hours: 24, now }), /not whole/)
    })
  }
})
