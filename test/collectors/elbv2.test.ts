// Reading load balancers, their listeners and target groups.
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import listener from '../../collectors/elbv2/listeners.ts'
import loadBalancer from '../../collectors/elbv2/load-balancers.ts'
import targetGroup from '../../collectors/elbv2/target-groups.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { account, region } from '../support/nodes.ts'
import { balancingArn } from '../support/elbv2.ts'
import { ec2 } from '../support/network.ts'

const arnOf = (name: string): string => balancingArn(`loadbalancer/${name}`)
const groupArn = (name: string): string => balancingArn(`targetgroup/${name}`)
const zone = (letter: string, SubnetId: string) => ({ ZoneName: `${region}${letter}`, SubnetId, LoadBalancerAddresses: [] })
const balancer = (name: string, more: Partial<LoadBalancer> = {}): LoadBalancer => ({
  LoadBalancerArn: arnOf(name),
  LoadBalancerName: name,
  Type: 'application',
  Scheme: 'internet-facing',
  VpcId: 'vpc-1',
  AvailabilityZones: [zone('a', 'subnet-1'), zone('b', 'subnet-2')],
  SecurityGroups: ['sg-1'],
  ...more,
})
const shop = balancer('shop')
const partners = balancer('partners', { Type: 'network', Scheme: 'internal', SecurityGroups: undefined })
const firewalls = balancer('firewalls', { Type: 'gateway', Scheme: undefined, SecurityGroups: undefined })

const attribute = (Key: string, Value: string) => ({ Key, Value })
const common = [attribute('deletion_protection.enabled', 'false'), attribute('load_balancing.cross_zone.enabled', 'true')]
const logs = [attribute('access_logs.s3.enabled', 'false'), attribute('access_logs.s3.bucket', ''), attribute('access_logs.s3.prefix', '')]
const http = [
  attribute('routing.http.desync_mitigation_mode', 'defensive'),
  attribute('routing.http.drop_invalid_header_fields.enabled', 'true'),
  attribute('waf.fail_open.enabled', 'false'),
]
const attributes: Readonly<Record<string, readonly { readonly Key: string; readonly Value: string }[]>> = {
  shop: [
    ...common,
    attribute('access_logs.s3.enabled', 'true'),
    attribute('access_logs.s3.bucket', 'shop-logs'),
    attribute('idle_timeout.timeout_seconds', '60'),
    ...http,
  ],
  partners: [...common, ...logs],
  firewalls: common,
}
const attributesOf = on(DescribeLoadBalancerAttributesCommand, ({ LoadBalancerArn = '' }) => ({
  Attributes: [...(attributes[LoadBalancerArn.split('/')[1] ?? ''] ?? [])],
}))

const groups = listing(DescribeTargetGroupsCommand, {
  token: ['Marker', 'NextMarker'],
  pages: [
    {
      TargetGroups: [
        {
          TargetGroupArn: groupArn('web'),
          TargetGroupName: 'web',
          Protocol: 'HTTP',
          Port: 8080,
          VpcId: 'vpc-1',
          TargetType: 'instance',
          LoadBalancerArns: [arnOf('shop'), arnOf('internal')],
        },
        { TargetGroupArn: groupArn('pods'), TargetGroupName: 'pods', TargetType: 'ip', VpcId: 'vpc-1', LoadBalancerArns: [arnOf('shop')] },
      ],
    },
    {
      TargetGroups: [
        { TargetGroupArn: groupArn('hook'), TargetGroupName: 'hook', TargetType: 'lambda', LoadBalancerArns: [] },
        {
          TargetGroupArn: groupArn('inner'),
          TargetGroupName: 'inner',
          TargetType: 'alb',
          VpcId: 'vpc-1',
          LoadBalancerArns: [arnOf('partners')],
        },
      ],
    },
  ],
  empty: { TargetGroups: [] },
})
const off = { 'deletion_protection.enabled': false, 'load_balancing.cross_zone.enabled': true }
const none = {
  'routing.http.desync_mitigation_mode': undefined,
  'routing.http.drop_invalid_header_fields.enabled': undefined,
  'waf.fail_open.enabled': undefined,
}

const balancers = {
  listing: listing(DescribeLoadBalancersCommand, {
    token: ['Marker', 'NextMarker'],
    pages: [{ LoadBalancers: [shop] }, { LoadBalancers: [partners, firewalls] }],
    empty: { LoadBalancers: [] },
  }),
  answers: [attributesOf, groups],
  resources: {
    shop: {
      base: {
        Type: 'application',
        Scheme: 'internet-facing',
        AvailabilityZones: [
          { ZoneName: `${region}a`, SubnetId: 'subnet-1' },
          { ZoneName: `${region}b`, SubnetId: 'subnet-2' },
        ],
        SecurityGroups: ['sg-1'],
      },
      facets: {
        attributes: {
          ...off,
          'access_logs.s3.enabled': true,
          'access_logs.s3.bucket': 'shop-logs',
          'routing.http.desync_mitigation_mode': 'defensive',
          'routing.http.drop_invalid_header_fields.enabled': true,
          'waf.fail_open.enabled': false,
        },
        targetGroups: [groupArn('pods'), groupArn('web')],
      },
      edges: {
        'in-vpc': [ec2('vpc', 'vpc-1')],
        'in-subnet': [ec2('subnet', 'subnet-1'), ec2('subnet', 'subnet-2')],
        'protected-by': [ec2('security-group', 'sg-1')],
        'delivers-to': [groupArn('pods'), groupArn('web')],
        'logs-to': ['arn:aws:s3:::shop-logs'],
      },
    },
    partners: {
      base: { Type: 'network', Scheme: 'internal', SecurityGroups: [] },
      facets: { attributes: { ...off, 'access_logs.s3.enabled': false, 'access_logs.s3.bucket': undefined, ...none } },
      edges: { 'protected-by': [], 'delivers-to': [groupArn('inner')], 'logs-to': [] },
    },
    firewalls: {
      base: { Type: 'gateway', Scheme: undefined },
      facets: { attributes: { ...off, 'access_logs.s3.enabled': undefined, 'access_logs.s3.bucket': undefined, ...none } },
      edges: { 'delivers-to': [], 'logs-to': [] },
    },
  },
}
collectorSuite(loadBalancer, balancers)

for (const [what, changed] of Object.entries({
  'attributes without one that every load balancer has': http,
  'attributes of a network load balancer': [...common, ...logs],
  'an attribute that is neither true nor false': [...common, ...logs, ...http, attribute('waf.fail_open.enabled', 'maybe')],
})) {
  it(`takes ${what} for no answer about an application load balancer`, async () => {
    const { nodes } = await read(loadBalancer, balancers, {
      facets: ['attributes'],
      answers: [
        on(DescribeLoadBalancersCommand, { LoadBalancers: [shop] }),
        on(DescribeLoadBalancerAttributesCommand, { Attributes: [...changed] }),
      ],
    })
    const fact = nodes[0]?.facets.attributes
    assert.equal(fact?.state === 'unknown' && fact.gap.reason, 'bad-response')
  })
}

it('does not believe that an application load balancer has no security groups', async () => {
  const { inventory } = await read(loadBalancer, balancers, {
    facets: [],
    answers: [on(DescribeLoadBalancersCommand, { LoadBalancers: [{ ...shop, SecurityGroups: undefined }] })],
  })
  assert.ok(inventory.listings.every(({ complete }) => !complete))
})

const oneBalancer = on(DescribeLoadBalancersCommand, { LoadBalancers: [shop] })
const listenerArn = (port: number): string => balancingArn(`listener/app/shop/${port}`)
const redirect = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } } as const
const answered = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } } as const
const login = {
  Type: 'authenticate-oidc',
  AuthenticateOidcConfig: {
    Issuer: 'https://id.example.com',
    AuthorizationEndpoint: '',
    TokenEndpoint: '',
    UserInfoEndpoint: '',
    ClientId: 'shop',
    ClientSecret: 'not kept',
  },
} as const
const listeners = {
  listing: listing(DescribeListenersCommand, {
    token: ['Marker', 'NextMarker'],
    pages: [
      {
        Listeners: [
          {
            ListenerArn: listenerArn(443),
            LoadBalancerArn: arnOf('shop'),
            Protocol: 'HTTPS',
            Port: 443,
            SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
            DefaultActions: [
              login,
              {
                Type: 'forward',
                TargetGroupArn: groupArn('web'),
                ForwardConfig: {
                  TargetGroups: [
                    { TargetGroupArn: groupArn('web'), Weight: 9 },
                    { TargetGroupArn: groupArn('pods'), Weight: 1 },
                  ],
                },
              },
            ],
          },
        ],
      },
      {
        Listeners: [
          { ListenerArn: listenerArn(80), LoadBalancerArn: arnOf('shop'), Protocol: 'HTTP', Port: 80, DefaultActions: [redirect] },
        ],
      },
    ],
    empty: { Listeners: [] },
  }),
  parents: [loadBalancer],
  answers: [
    oneBalancer,
    on(DescribeRulesCommand, ({ Marker }) =>
      Marker === undefined
        ? {
            Rules: [{ Priority: '1', Actions: [answered] }],
            NextMarker: 'more',
          }
        : { Rules: [{ Priority: 'default', Actions: [redirect] }] },
    ),
  ],
  resources: {
    'shop:443': {
      base: {
        Protocol: 'HTTPS',
        SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
        DefaultActions: [
          { Type: 'authenticate-oidc', RedirectProtocol: undefined, TargetGroupArns: [] },
          { Type: 'forward', RedirectProtocol: undefined, TargetGroupArns: [groupArn('pods'), groupArn('web')] },
        ],
      },
      facets: { ruleActions: null },
      edges: { 'member-of': [arnOf('shop')], 'delivers-to': [groupArn('pods'), groupArn('web')] },
    },
    'shop:80': {
      base: { Protocol: 'HTTP', Port: 80, SslPolicy: undefined },
      facets: {
        ruleActions: [
          { Type: 'fixed-response', RedirectProtocol: undefined, TargetGroupArns: [] },
          { Type: 'redirect', RedirectProtocol: 'HTTPS', TargetGroupArns: [] },
        ],
      },
      edges: { 'delivers-to': [] },
    },
  },
}
collectorSuite(listener, listeners)

it('keeps nothing of how users log in', async () => {
  const { nodes } = await read(listener, listeners)
  assert.doesNotMatch(JSON.stringify(nodes), /not kept|id\.example\.com/)
})

it('asks for the rules of those listeners alone whose verdict hangs on them', async () => {
  const { sent } = await read(listener, listeners, {
    answers: [
      oneBalancer,
      on(DescribeListenersCommand, {
        Listeners: [
          {
            ListenerArn: listenerArn(80),
            Protocol: 'HTTP',
            Port: 80,
            DefaultActions: [{ Type: 'forward', TargetGroupArn: groupArn('web') }],
          },
          { ListenerArn: listenerArn(443), Protocol: 'HTTPS', Port: 443, DefaultActions: [redirect] },
        ],
      }),
    ],
  })
  assert.deepEqual(sent, ['elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeListeners'])
})

it('reads listeners of gateway load balancers, which have no port', async () => {
  const { nodes } = await read(listener, listeners, {
    answers: [
      on(DescribeLoadBalancersCommand, { LoadBalancers: [firewalls] }),
      on(DescribeListenersCommand, {
        Listeners: [{ ListenerArn: listenerArn(0), DefaultActions: [{ Type: 'forward', TargetGroupArn: groupArn('x') }] }],
      }),
    ],
  })
  assert.deepEqual(
    nodes.map(({ name, base }) => [name, base['Protocol']]),
    [['firewalls', undefined]],
  )
})

const functionArn = `arn:aws:lambda:${region}:${account}:function:hook`
const targets: Readonly<Record<string, readonly string[]>> = {
  web: ['i-2', 'i-1', 'i-2'],
  hook: [`${functionArn}:live`],
  inner: [arnOf('inner')],
}
const groupsSuite = {
  listing: groups,
  answers: [
    on(DescribeTargetHealthCommand, ({ TargetGroupArn = '' }) => ({
      TargetHealthDescriptions: (targets[TargetGroupArn.split('/')[1] ?? ''] ?? []).map((Id) => ({ Target: { Id } })),
    })),
  ],
  resources: {
    web: {
      base: { Protocol: 'HTTP', Port: 8080, TargetType: 'instance', LoadBalancerArns: [arnOf('internal'), arnOf('shop')] },
      facets: { targets: ['i-1', 'i-2'] },
      edges: { 'in-vpc': [ec2('vpc', 'vpc-1')], 'delivers-to': [ec2('instance', 'i-1'), ec2('instance', 'i-2')] },
    },
    pods: { facets: { targets: null }, edges: { 'delivers-to': [] } },
    hook: { edges: { 'in-vpc': [], 'delivers-to': [functionArn] } },
    inner: { edges: { 'delivers-to': [arnOf('inner')] } },
  },
}
collectorSuite(targetGroup, groupsSuite)

it('does not ask for targets that are bare addresses', async () => {
  const { sent } = await read(targetGroup, groupsSuite)
  assert.equal(sent.filter((operation) => operation === 'elasticloadbalancing:DescribeTargetHealth').length, 3)
})
