// The load balancers of the reference account, and the web ACL before one of them.
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  ModifyLoadBalancerAttributesCommand,
  RegisterTargetsCommand,
  type CreateListenerCommandInput,
  type CreateTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { AssociateWebACLCommand, CreateWebACLCommand } from '@aws-sdk/client-wafv2'
import { account, home, tags, type Ground } from './ground.ts'
import type { Group, Tier } from './network.ts'
import type { Reference } from './reference.ts'

interface Balancer {
  readonly name: string
  readonly type: 'application' | 'network'
  readonly scheme: 'internet-facing' | 'internal'
  readonly tier: Tier
  readonly zones: readonly (0 | 1)[]
  readonly group?: Group
  readonly attributes: Readonly<Record<string, string>>
  readonly target: Omit<CreateTargetGroupCommandInput, 'Name' | 'VpcId'>
  readonly listeners: readonly Omit<CreateListenerCommandInput, 'LoadBalancerArn'>[]
  readonly webAcl?: string
}

/** moto looks for those of ACM, which no client here makes; it takes IAM's word for anything. */
const certificate = { Certificates: [{ CertificateArn: `arn:aws:iam::${account}:server-certificate/shop` }] }
const forward = { DefaultActions: [{ Type: 'forward' as const }] }

export const balancers: readonly Balancer[] = [
  {
    name: 'shop',
    type: 'application',
    scheme: 'internet-facing',
    tier: 'public',
    zones: [0, 1],
    group: 'balancer',
    attributes: {
      'deletion_protection.enabled': 'true',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.bucket': 'shop-logs',
      'access_logs.s3.prefix': 'alb',
    },
    target: { Protocol: 'HTTPS', Port: 8443, TargetType: 'ip' },
    listeners: [
      { Protocol: 'HTTPS', Port: 443, SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', ...certificate, ...forward },
      {
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
      },
    ],
    webAcl: 'shop',
  },
  // The reports of an agency that has gone: as it came out of the wizard, seven years ago.
  {
    name: 'reports',
    type: 'application',
    scheme: 'internet-facing',
    tier: 'public',
    zones: [0, 1],
    group: 'build',
    attributes: { 'routing.http.desync_mitigation_mode': 'monitor' },
    target: { Protocol: 'HTTP', Port: 8080, TargetType: 'instance' },
    listeners: [
      { Protocol: 'HTTP', Port: 80, ...forward },
      { Protocol: 'HTTPS', Port: 443, SslPolicy: 'ELBSecurityPolicy-2016-08', ...certificate, ...forward },
    ],
  },
  {
    name: 'ledger',
    type: 'network',
    scheme: 'internal',
    tier: 'private',
    zones: [0],
    attributes: {},
    target: { Protocol: 'TCP', Port: 8443, TargetType: 'ip' },
    listeners: [{ Protocol: 'TCP', Port: 8080, ...forward }],
  },
]

const buildWebAcl = async (ground: Ground, name: string, ResourceArn: string): Promise<string> => {
  const { waf } = ground.in(home)
  const VisibilityConfig = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: true, MetricName: name }
  const { Summary } = await waf.send(
    new CreateWebACLCommand({ Name: name, Scope: 'REGIONAL', DefaultAction: { Allow: {} }, Rules: [], VisibilityConfig }),
  )
  await waf.send(new AssociateWebACLCommand({ WebACLArn: Summary?.ARN, ResourceArn }))
  return Summary?.Id ?? ''
}

export const buildBalancers = async (ground: Ground, { network, labels }: Reference): Promise<void> => {
  const { balancing } = ground.in(home)
  for (const { name, type, scheme, tier, zones, group, attributes, target, listeners, webAcl } of balancers) {
    const { LoadBalancers: [balancer] = [] } = await balancing.send(
      new CreateLoadBalancerCommand({
        Name: name,
        Type: type,
        Scheme: scheme,
        Subnets: zones.map((zone) => network.subnets[tier][zone]),
        ...(group && { SecurityGroups: [network.groups[group]] }),
        Tags: Object.entries(tags(name === 'reports' ? 'analytics' : 'web', 'internal')).map(([Key, Value]) => ({ Key, Value })),
      }),
    )
    const LoadBalancerArn = balancer?.LoadBalancerArn ?? ''
    const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }))
    if (Attributes.length > 0) await balancing.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }))
    const { TargetGroups: [targets] = [] } = await balancing.send(
      new CreateTargetGroupCommand({ Name: `${name}-targets`, VpcId: network.vpc, ...target }),
    )
    const TargetGroupArn = targets?.TargetGroupArn ?? ''
    labels.set(LoadBalancerArn.split('/').at(-1) ?? '', `balancer ${name}`)
    labels.set(TargetGroupArn.split('/').at(-1) ?? '', `targets of ${name}`)
    // The machine that makes the reports, where there is one.
    const machine = [...labels].find(([id, label]) => id.startsWith('i-') && label.endsWith('reporting'))?.[0]
    if (target.TargetType === 'instance' && machine !== undefined)
      await balancing.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: machine }] }))
    for (const { DefaultActions = [], ...listener } of listeners) {
      const { Listeners: [made] = [] } = await balancing.send(
        new CreateListenerCommand({
          LoadBalancerArn,
          ...listener,
          DefaultActions: DefaultActions.map((action) => (action.Type === 'forward' ? { ...action, TargetGroupArn } : action)),
        }),
      )
      labels.set(made?.ListenerArn?.split('/').at(-1) ?? '', `listener ${listener.Port} of ${name}`)
    }
    if (webAcl !== undefined) labels.set(await buildWebAcl(ground, webAcl, LoadBalancerArn), `acl ${webAcl}`)
  }
}

/** The reports learn to refuse what browsers never send; the shop loses its protection during a move. */
export const weekTwoBalancers = async (ground: Ground): Promise<void> => {
  const { balancing } = ground.in(home)
  const { LoadBalancers = [] } = await balancing.send(new DescribeLoadBalancersCommand({ Names: ['reports', 'shop'] }))
  const set = (name: string, attributes: Readonly<Record<string, string>>) =>
    balancing.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerArn: LoadBalancers.find(({ LoadBalancerName }) => LoadBalancerName === name)?.LoadBalancerArn,
        Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })),
      }),
    )
  await set('reports', {
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'true',
  })
  await set('shop', { 'deletion_protection.enabled': 'false' })
}
