// Reading EventBridge: buses, rules with their targets, API destinations.
import {
  ListApiDestinationsCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Target,
} from '@aws-sdk/client-eventbridge'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { arnOf } from '../support/messaging.ts'
import { collectorOf, foreignAccount } from '../support/nodes.ts'

const buses = collectorOf('AWS::Events::EventBus')
const rules = collectorOf('AWS::Events::Rule')
const destinations = collectorOf('AWS::Events::ApiDestination')
const token = ['NextToken', 'NextToken'] as const

const bus = (Name: string, Policy?: string) => ({
  Name,
  Arn: arnOf('events', `event-bus/${Name}`),
  ...(Policy !== undefined && { Policy }),
})
const policy = '{"Version":"2012-10-17","Statement":[]}'

collectorSuite(buses, {
  listing: listing(ListEventBusesCommand, {
    token,
    pages: [{ EventBuses: [bus('default')] }, { EventBuses: [bus('shop', policy), bus('empty', '')] }],
    empty: { EventBuses: [] },
  }),
  answers: [],
  resources: { default: { base: { Policy: undefined } }, shop: { base: { Policy: policy } }, empty: { base: { Policy: undefined } } },
})

const bothBuses = on(ListEventBusesCommand, { EventBuses: [bus('default'), bus('shop')] })
const ruleArn = (path: string): string => arnOf('events', `rule/${path}`)
const role = 'arn:aws:iam::111122223333:role/bus'
const crm = arnOf('events', 'api-destination/crm/1234')
const dead = arnOf('sqs', 'dead')

const targets: readonly Target[] = [
  { Id: 'lambda', Arn: `${arnOf('lambda', 'function:orders')}:live`, DeadLetterConfig: { Arn: dead }, Input: 'not read' },
  { Id: 'queue', Arn: arnOf('sqs', 'orders'), RetryPolicy: { MaximumRetryAttempts: 3 }, DeadLetterConfig: { Arn: dead } },
  { Id: 'logs', Arn: `${arnOf('logs', 'log-group:events')}:*`, DeadLetterConfig: {} },
  { Id: 'crm', Arn: crm, RoleArn: role, HttpParameters: { HeaderParameters: { 'x-api-key': 'correct-horse' } } },
  { Id: 'bus', Arn: arnOf('events', 'event-bus/theirs', foreignAccount), RoleArn: role },
]
const targetList = on(ListTargetsByRuleCommand, ({ Rule, EventBusName, NextToken }) => {
  if (Rule !== 'placed') return { Targets: [] }
  assert.equal(EventBusName, 'shop')
  return NextToken === undefined ? { Targets: targets.slice(0, 2), NextToken: 'more' } : { Targets: targets.slice(2) }
})

collectorSuite(rules, {
  parents: [buses],
  listing: listing(ListRulesCommand, {
    token,
    pages: ({ EventBusName }) =>
      EventBusName === 'shop'
        ? [
            { Rules: [{ Name: 'placed', Arn: ruleArn('shop/placed'), State: 'ENABLED' as const, EventPattern: 'not read' }] },
            {
              Rules: [{ Name: 'managed', Arn: ruleArn('shop/managed'), State: 'ENABLED' as const, ManagedBy: 'securityhub.amazonaws.com' }],
            },
          ]
        : [{ Rules: [{ Name: 'nightly', Arn: ruleArn('nightly'), State: 'DISABLED' as const, ScheduleExpression: 'rate(1 day)' }] }],
    empty: { Rules: [] },
  }),
  answers: [bothBuses, targetList],
  resources: {
    placed: {
      base: { State: 'ENABLED', EventBusName: 'shop' },
      facets: {
        targets: [
          { Id: 'lambda', Arn: `${arnOf('lambda', 'function:orders')}:live`, RoleArn: undefined, DeadLetter: dead, RetryPolicy: undefined },
          {
            Id: 'queue',
            Arn: arnOf('sqs', 'orders'),
            RoleArn: undefined,
            DeadLetter: dead,
            RetryPolicy: { MaximumRetryAttempts: 3 },
          },
          { Id: 'logs', Arn: `${arnOf('logs', 'log-group:events')}:*`, RoleArn: undefined, DeadLetter: undefined, RetryPolicy: undefined },
          { Id: 'crm', Arn: crm, RoleArn: role, DeadLetter: undefined, RetryPolicy: undefined },
          {
            Id: 'bus',
            Arn: arnOf('events', 'event-bus/theirs', foreignAccount),
            RoleArn: role,
            DeadLetter: undefined,
            RetryPolicy: undefined,
          },
        ],
      },
      edges: {
        'member-of': [arnOf('events', 'event-bus/shop')],
        triggers: [arnOf('lambda', 'function:orders')],
        'delivers-to': [arnOf('sqs', 'orders'), arnOf('logs', 'log-group:events'), arnOf('events', 'event-bus/theirs', foreignAccount)],
        invokes: [crm],
        'dead-letters-to': [dead],
        assumes: [role],
      },
    },
    managed: { base: { ManagedBy: 'securityhub.amazonaws.com' }, facets: { targets: [] } },
    nightly: {
      base: { State: 'DISABLED', EventBusName: 'default', ScheduleExpression: 'rate(1 day)' },
      edges: {
        'member-of': [arnOf('events', 'event-bus/default')],
        triggers: [],
        'delivers-to': [],
        invokes: [],
        'dead-letters-to': [],
        assumes: [],
      },
    },
  },
})

it('keeps nothing that a target is told', async () => {
  const { inventory } = await read(rules, {
    parents: [buses],
    listing: 'unpaged',
    answers: [
      on(ListEventBusesCommand, { EventBuses: [bus('shop')] }),
      on(ListRulesCommand, { Rules: [{ Name: 'placed', Arn: ruleArn('shop/placed') }] }),
      targetList,
    ],
    resources: {},
  })
  assert.doesNotMatch(JSON.stringify([...inventory.nodes.values()]), /correct-horse|not read/)
})

const endpoint = (Name: string, InvocationEndpoint: string) => ({
  Name,
  ApiDestinationArn: arnOf('events', `api-destination/${Name}/1`),
  InvocationEndpoint,
})
collectorSuite(destinations, {
  listing: listing(ListApiDestinationsCommand, {
    token,
    pages: [
      { ApiDestinations: [endpoint('crm', 'https://crm.example.com/v1/*?key=secret')] },
      { ApiDestinations: [endpoint('plain', 'http://user:secret@intake.example.com:8080/')] },
    ],
    empty: { ApiDestinations: [] },
  }),
  answers: [],
  resources: {
    crm: { base: { protocol: 'https:', host: 'crm.example.com' } },
    plain: { base: { protocol: 'http:', host: 'intake.example.com' } },
  },
})
