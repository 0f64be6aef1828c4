// `parapet graph` over snapshots: what there is, what flows where, what the internet reaches, and what could not be read.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { writeSnapshot } from '../../src/graph/snapshot.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, hide, inventoryOf, region } from '../support/nodes.ts'
import { functionArn, lambda, mapping, queue, source } from '../support/serverless.ts'
import { inProcess, workplace, type Workplace } from './parapet.ts'

const dead = queue('orders-dlq')
const orders = source('orders', dead)
const FunctionUrl = 'https://abc.lambda-url.eu-west-1.on.aws/'
const door = lambda('door', {}, { urlConfigs: [{ FunctionUrl, FunctionArn: functionArn('door'), AuthType: 'NONE', Cors: undefined }] })
const worker = lambda('worker', {}, { urlConfigs: [] })
const nodes: readonly AnyNode[] = [dead, orders, door, worker, mapping('m-1', orders.arn, functionArn('worker'))]

const ask = async (place: Workplace, all: readonly AnyNode[], ...words: readonly string[]) => {
  const file = join(place.directory, 'account.ndjson')
  await writeSnapshot(inventoryOf(all), file)
  return inProcess(place, ['graph', ...words, '--snapshot', file])
}

describe('parapet graph', () => {
  it('shows the account by groups, and what the internet reaches with its evidence', async () => {
    using place = workplace()
    const { stdout: out } = await ask(place, nodes, 'show')
    assert.match(out, new RegExp(`account ${account}`))
    assert.match(out, /2 × SQS Queue\s+orders-dlq, orders/)
    assert.match(out, /Lambda Function door by function-url, https, authentication none/)
    assert.ok(out.includes(FunctionUrl))
  })

  it('shows one resource, both ways', async () => {
    using place = workplace()
    const { stdout: out } = await ask(place, nodes, 'show', 'sqs:orders')
    assert.match(out, /dead-letters-to\s+SQS Queue orders-dlq/)
    assert.match(out, /Comes from\n\s+reads-from\s+Lambda EventSourceMapping m-1/)
  })

  it('finds the way something flows', async () => {
    using place = workplace()
    const { stdout: out } = await ask(place, nodes, 'path', '--from', 'orders', '--to', 'worker')
    assert.match(out, /SQS Queue orders\n\s+→ Lambda EventSourceMapping m-1.*\n\s+→ Lambda Function worker/)
    const none = await ask(place, nodes, 'path', '--from', 'worker', '--to', 'orders')
    assert.match(none.stdout, /Nothing flows from Lambda Function worker to SQS Queue orders/)
    const json = await ask(place, nodes, 'path', '--from', 'internet', '--to', 'door', '--json')
    assert.deepEqual((JSON.parse(json.stdout) as { paths: unknown }).paths, [
      [{ from: 'internet', to: door.arn, relation: 'reaches', stated_by: 'internet' }],
    ])
  })

  it('draws in every format, to a file too', async () => {
    using place = workplace()
    for (const [format, start] of [
      ['mermaid', /^flowchart LR/],
      ['dot', /^digraph/],
      ['svg', /^<svg/],
      ['json', /^\{/],
    ] as const) {
      const { stdout: out } = await ask(place, nodes, 'export', '--format', format)
      assert.match(out, start)
      assert.ok(out.replaceAll('&#45;', '-').includes('orders-dlq'), format)
    }
    const { stdout, stderr } = await ask(place, nodes, 'export', '-o', 'system.mmd')
    assert.equal(stdout, '')
    assert.match(stderr, /Wrote system\.mmd/)
    assert.match(readFileSync(join(place.directory, 'system.mmd'), 'utf8'), /^flowchart LR/)
  })

  it('says what could not be read, and exits 4 for it', async () => {
    using place = workplace()
    const blind = [hide(orders, ['attributes']), dead, hide(door, ['urlConfigs'])]
    const { code, stderr: err, stdout: out } = await ask(place, blind, 'export')
    assert.equal(code, 4)
    assert.match(err, /incomplete: Not read for 1 resource: relations of AWS::SQS::Queue: test:Hidden denied/)
    assert.match(err, /Whether the internet reaches .*door cannot be told/)
    assert.match(out, /note\d+>/)
    assert.equal((await ask(place, blind, 'export', '--allow-incomplete')).code, 0)
  })

  it('refuses what it does not know, with a suggestion', async () => {
    using place = workplace()
    const wrong = await ask(place, nodes, 'show', 'order')
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /there is no resource 'order'[\s\S]*parapet graph show orders/)
    assert.equal((await ask(place, nodes, 'export', '--format', 'png')).code, 2)
    assert.equal((await ask(place, nodes, 'path', '--from', 'orders')).code, 2)
  })

  it('is plain where that is asked for', async () => {
    using place = workplace()
    const { stdout: out } = await ask(place, nodes, 'show', '--plain')
    assert.ok(out.includes(`${orders.arn}\tdead-letters-to\t${dead.arn}\n`))
    assert.ok(out.includes(`arn:aws:lambda:${region}:${account}:function:door`))
  })
})
