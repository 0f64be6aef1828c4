// What points to what, and the system that is drawn from it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { diagramOf, type DiagramOptions } from '../../src/graph/diagram.ts'
import { internet } from '../../src/graph/flows.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { drawn, type Part } from '../../src/graph/parts.ts'
import { endOf, pathsBetween } from '../../src/graph/paths.ts'
import { relationsOf } from '../../src/graph/relations.ts'
import { systemOf } from '../../src/graph/system.ts'
import { account, foreignAccount, hide, inventoryOf, region, resource } from '../support/nodes.ts'
import { functionArn, lambda, mapping, queue, queueArn, source } from '../support/serverless.ts'

const dead = queue('orders-dlq')
const orders = source('orders', dead, { KmsMasterKeyId: 'alias/orders' })
const key = resource('AWS::KMS::Key', {
  name: '0f2c2f9e-0000-4000-8000-000000000001',
  arn: `arn:aws:kms:${region}:${account}:key/0f2c2f9e-0000-4000-8000-000000000001`,
})
const alias = resource('AWS::KMS::Alias', {
  name: 'alias/orders',
  arn: `arn:aws:kms:${region}:${account}:alias/orders`,
  base: { TargetKeyId: key.name },
})
const worker = lambda('worker')
const poll = mapping('m-1', orders.arn, functionArn('worker'))
const nodes: readonly AnyNode[] = [dead, orders, key, alias, worker, poll]
const inventory = inventoryOf(nodes, { kinds: ['AWS::IAM::Role'] })
const parts = (...more: readonly Part[]): ReadonlySet<Part> => new Set([...drawn, ...more])

describe('relations', () => {
  const relations = relationsOf(inventory)

  it('reads every edge both ways, and means the key where the alias is named', () => {
    assert.deepEqual(
      relations.out(orders.arn).map(({ name, to }) => [name, to]),
      [
        ['encrypted-with', key.arn],
        ['dead-letters-to', dead.arn],
      ],
    )
    assert.deepEqual(
      relations.into(key.arn).map(({ name, from }) => [name, from]),
      [
        ['encrypted-with', orders.arn],
        ['alias-of', alias.arn],
      ],
    )
  })

  it('keeps what could not be read beside it, also what nobody asked for', () => {
    const hidden = relationsOf(inventoryOf([hide(orders, ['attributes'])]))
    assert.deepEqual(
      hidden.unread.map(({ from, name, gap }) => [from, name, gap.reason]),
      [
        [orders.arn, 'encrypted-with', 'denied'],
        [orders.arn, 'dead-letters-to', 'denied'],
      ],
    )
    const unasked = relationsOf(inventoryOf([{ ...orders, facets: {}, edges: {} }]))
    assert.deepEqual(
      unasked.unread.map(({ name, gap }) => [name, gap.reason]),
      [
        ['encrypted-with', 'skipped'],
        ['dead-letters-to', 'skipped'],
      ],
    )
  })
})

describe('the system', () => {
  const flowsOf = (shown: ReadonlySet<Part>, more: readonly AnyNode[] = []) => {
    const all = inventoryOf([...nodes, ...more])
    return systemOf(all, relationsOf(all), shown)
  }

  it('passes through what is only a link: the queue triggers the function', () => {
    const { components, flows } = flowsOf(parts())
    assert.deepEqual(
      new Map(components.map(({ name, part }) => [name, part])),
      new Map([
        ['orders', 'channel'],
        ['orders-dlq', 'channel'],
        ['worker', 'process'],
      ]),
    )
    assert.deepEqual(flows, [
      { from: orders.arn, to: worker.arn, names: ['triggers'] },
      { from: orders.arn, to: dead.arn, names: ['dead-letters-to'] },
    ])
  })

  it('shows ties to keys where keys are shown', () => {
    const { flows } = flowsOf(parts('key'))
    assert.deepEqual(
      flows.filter(({ to }) => to === key.arn),
      [{ from: orders.arn, to: key.arn, names: ['encrypted-with'] }],
    )
  })

  it('names what flows elsewhere', () => {
    const far = source('far', queue('x'), { RedrivePolicy: { deadLetterTargetArn: queueArn('dead', foreignAccount), maxReceiveCount: 5 } })
    assert.deepEqual(flowsOf(parts(), [far]).elsewhere, [queueArn('dead', foreignAccount)])
  })
})

describe('paths', () => {
  it('are the shortest, along what flows and against what is read from', () => {
    const relations = relationsOf(inventory, [{ from: internet, name: 'reaches', to: orders.arn }])
    const { shortest, count } = pathsBetween(relations.all, internet, worker.arn, 5)
    assert.equal(count, 1)
    assert.deepEqual(
      shortest.map((hops) => hops.map(endOf)),
      [[orders.arn, poll.arn, worker.arn]],
    )
    assert.deepEqual(pathsBetween(relations.all, worker.arn, orders.arn, 5), { shortest: [], count: 0 })
    assert.deepEqual(pathsBetween(relations.all, orders.arn, orders.arn, 5), { shortest: [], count: 0 })
  })

  it('counts all shortest ways without walking them, and ends in circles', () => {
    // 20 layers of two: a million ways of the same length, and a way back from each layer.
    const layers = Array.from({ length: 20 }, (_, at) => [`${at}a`, `${at}b`])
    const step = (from: string, to: string) => ({ from, name: 'invokes', to })
    const all = layers.flatMap((layer, at) =>
      layer.flatMap((from) => [
        ...(layers[at + 1] ?? ['end']).map((to) => step(from, to)),
        ...(layers[at - 1] ?? []).map((to) => step(from, to)),
      ]),
    )
    const { shortest, count } = pathsBetween([step('start', '0a'), step('start', '0b'), ...all], 'start', 'end', 3)
    assert.equal(count, Number.POSITIVE_INFINITY)
    assert.equal(shortest.length, 3)
    assert.equal(new Set(shortest.map((hops) => JSON.stringify(hops))).size, 3)
    for (const hops of shortest) assert.equal(hops.length, 21)
  })
})

describe('the diagram', () => {
  const vpc = resource('AWS::EC2::VPC', { name: 'vpc-1', arn: `arn:aws:ec2:${region}:${account}:vpc/vpc-1` } as never)
  const many = Array.from({ length: 30 }, (_, at) => queue(`q-${at}`))
  const draw = (options: Partial<DiagramOptions>, all: readonly AnyNode[]) => {
    const whole = inventoryOf(all)
    const system = systemOf(whole, relationsOf(whole, [{ from: internet, name: 'reaches', to: worker.arn }]), parts())
    return diagramOf(whole, system, { boxes: 60, expand: [], ...options })
  }

  it('shows each resource while there is room, and loses none when it gathers', () => {
    const single = draw({}, [...nodes, ...many])
    assert.equal(single.boxes.length, 34)
    const few = draw({ boxes: 5 }, [...nodes, ...many])
    assert.ok(few.boxes.length <= 6, 'the internet comes on top')
    const told = (of: typeof few) => of.boxes.flatMap(({ arns }) => arns).sort()
    assert.deepEqual(told(few), told(single))
    // Queues that nothing leads to go first; what is connected stays apart while it can.
    assert.deepEqual(
      few.boxes.map(({ names }) => names.length),
      [1, 1, 1, 30, 1],
    )
  })

  it('keeps apart what is to be expanded', () => {
    const { boxes } = draw({ boxes: 3, expand: ['q-7', 'AWS::Lambda::*'] }, [...nodes, ...many])
    assert.ok(boxes.some(({ names }) => names.length === 1 && names[0] === 'q-7'))
  })

  it('puts the internet outside, and foreign accounts beside', () => {
    const far = source('far', queue('x'), { RedrivePolicy: { deadLetterTargetArn: queueArn('dead', foreignAccount), maxReceiveCount: 5 } })
    const { boxes, groups, lines } = draw({}, [...nodes, far, vpc])
    assert.deepEqual(
      groups.map(({ type, name }) => [type, name]),
      [
        ['account', account],
        ['elsewhere', `account ${foreignAccount}`],
      ],
    )
    const outside = boxes.find(({ group }) => group === undefined)
    assert.deepEqual(outside?.names, ['internet'])
    assert.ok(lines.some(({ from, names }) => from === outside?.id && names.includes('reaches')))
  })
})
