// Elastic Load Balancing: listeners, and where they send requests.
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  type Action as AwsAction,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector, type Item } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'

/** As AWS spells them, without the settings of whoever logs in: those may hold secrets. */
type Action = {
  Type: NonNullable<AwsAction['Type']>
  /** The protocol that a redirect leads to: `HTTPS`, or `#{protocol}` for the same again. */
  RedirectProtocol: string | undefined
  TargetGroupArns: readonly string[]
}
declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::ElasticLoadBalancingV2::Listener': {
      /** Those of gateway load balancers have no protocol and no port. */
      base: Pick<Listener, 'Protocol' | 'Port' | 'SslPolicy'> & { LoadBalancerArn: string; DefaultActions: readonly Action[] }
      facets: {
        /** Actions of all rules. Read only of HTTP listeners that redirect to HTTPS by default: of others nothing depends on them. */
        ruleActions: readonly Action[] | null
      }
      edges: {
        'member-of': 'AWS::ElasticLoadBalancingV2::LoadBalancer'
        'delivers-to': 'AWS::ElasticLoadBalancingV2::TargetGroup'
      }
    }
  }
}

const actionOf = ({ Type, RedirectConfig, TargetGroupArn, ForwardConfig }: AwsAction): Action => {
  const targets = [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn)]
  return {
    Type: member(Type, 'Type'),
    RedirectProtocol: RedirectConfig?.Protocol,
    TargetGroupArns: [...new Set(targets.flatMap((arn) => arn ?? []))].sort(),
  }
}

export default defineCollector({
  kind: 'AWS::ElasticLoadBalancingV2::Listener',
  client: ElasticLoadBalancingV2Client,
  list: {
    calls: ['elasticloadbalancing:DescribeListeners'],
    per: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    run: (client, _at, balancer: Item<'AWS::ElasticLoadBalancingV2::LoadBalancer'>) =>
      pages(client, DescribeListenersCommand, { LoadBalancerArn: balancer.arn, PageSize: 400 }, (page) =>
        page.Listeners?.map(({ ListenerArn, Protocol, Port, SslPolicy, DefaultActions }) => ({
          arn: member(ListenerArn, 'ListenerArn'),
          name: Port === undefined ? balancer.name : `${balancer.name}:${Port}`,
          LoadBalancerArn: balancer.arn,
          Protocol: balancer.Type === 'gateway' ? Protocol : member(Protocol, 'Protocol'),
          Port,
          SslPolicy,
          DefaultActions: member(DefaultActions, 'DefaultActions').map(actionOf),
        })),
      ),
    gone: ['LoadBalancerNotFoundException', 'LoadBalancerNotFound'],
  },
  facets: {
    ruleActions: {
      calls: ['elasticloadbalancing:DescribeRules'],
      async read(client, { arn, Protocol, DefaultActions }) {
        if (Protocol !== 'HTTP' || !DefaultActions.some(({ RedirectProtocol }) => RedirectProtocol === 'HTTPS')) return null
        const rules = pages(client, DescribeRulesCommand, { ListenerArn: arn, PageSize: 400 }, (page) =>
          page.Rules?.flatMap(({ Actions }) => member(Actions, 'Actions').map(actionOf)),
        )
        return Array.fromAsync(rules)
      },
    },
  },
  edges: {
    'member-of': { to: 'AWS::ElasticLoadBalancingV2::LoadBalancer', from: 'base', ref: ({ LoadBalancerArn }) => LoadBalancerArn },
    'delivers-to': {
      to: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      from: 'base',
      ref: ({ DefaultActions }) => DefaultActions.flatMap(({ TargetGroupArns }) => TargetGroupArns),
    },
  },
  gone: ['ListenerNotFoundException', 'ListenerNotFound'],
})
