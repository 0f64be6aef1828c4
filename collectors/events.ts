// Amazon EventBridge: event buses and rules.
import { EventBridgeClient, ListEventBusesCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::Events::EventBus': { base: object; facets: {}; edges: {} }
    'AWS::Events::Rule': { base: { EventBusName: string }; facets: {}; edges: {} }
  }
}

export const eventBus = defineCollector({
  kind: 'AWS::Events::EventBus',
  client: EventBridgeClient,
  list: {
    calls: ['events:ListEventBuses'],
    run: (client) =>
      pages(client, ListEventBusesCommand, { Limit: 100 }, (page) =>
        page.EventBuses?.map((bus) => ({ arn: member(bus.Arn, 'Arn'), name: member(bus.Name, 'Name') })),
      ),
  },
  facets: {},
  edges: {},
})

export const rule = defineCollector({
  kind: 'AWS::Events::Rule',
  client: EventBridgeClient,
  list: {
    calls: ['events:ListRules'],
    per: 'AWS::Events::EventBus',
    run: (client, _at, bus) =>
      pages(client, ListRulesCommand, { EventBusName: bus.name, Limit: 100 }, (page) =>
        page.Rules?.map((one) => ({ arn: member(one.Arn, 'Arn'), name: member(one.Name, 'Name'), EventBusName: bus.name })),
      ),
    gone: ['ResourceNotFoundException'],
  },
  facets: {},
  edges: {},
  gone: ['ResourceNotFoundException'],
})

export default [eventBus, rule]
