// Fixtures of load balancers: as AWS makes them by default, with whatever a test changes.
import type { BaseOf, FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, region, resource } from './nodes.ts'

export const balancingArn = (resourcePart: string): string => `arn:aws:elasticloadbalancing:${region}:${account}:${resourcePart}`

type Attributes = FacetValue<'AWS::ElasticLoadBalancingV2::LoadBalancer', 'attributes'>

export const loadBalancer = (
  name: string,
  attributes: Partial<Attributes> = {},
  base: Partial<BaseOf<'AWS::ElasticLoadBalancingV2::LoadBalancer'>> = {},
): AnyNode => {
  const http = base.Type === undefined || base.Type === 'application'
  return resource('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    name,
    arn: balancingArn(`loadbalancer/app/${name}/1`),
    base: {
      Type: 'application',
      Scheme: 'internet-facing',
      VpcId: 'vpc-1',
      AvailabilityZones: [
        { ZoneName: `${region}a`, SubnetId: 'subnet-1' },
        { ZoneName: `${region}b`, SubnetId: 'subnet-2' },
      ],
      SecurityGroups: [],
      ...base,
    },
    facets: {
      attributes: {
        'deletion_protection.enabled': false,
        'load_balancing.cross_zone.enabled': http,
        'access_logs.s3.enabled': base.Type === 'gateway' ? undefined : false,
        'access_logs.s3.bucket': undefined,
        'routing.http.desync_mitigation_mode': http ? 'defensive' : undefined,
        'routing.http.drop_invalid_header_fields.enabled': http ? false : undefined,
        'waf.fail_open.enabled': http ? false : undefined,
        ...attributes,
      },
      targetGroups: [],
    },
  })
}

type Action = BaseOf<'AWS::ElasticLoadBalancingV2::Listener'>['DefaultActions'][number]
export const action = (Type: Action['Type'], RedirectProtocol?: string): Action => ({ Type, RedirectProtocol, TargetGroupArns: [] })

/** An HTTPS listener. */
export const listener = (
  name: string,
  base: Partial<BaseOf<'AWS::ElasticLoadBalancingV2::Listener'>> = {},
  ruleActions: readonly Action[] | null = null,
): AnyNode =>
  resource('AWS::ElasticLoadBalancingV2::Listener', {
    name,
    arn: balancingArn(`listener/app/${name}/1/2`),
    base: {
      LoadBalancerArn: balancingArn('loadbalancer/app/shop/1'),
      Protocol: 'HTTPS',
      Port: 443,
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      DefaultActions: [action('forward')],
      ...base,
    },
    facets: { ruleActions },
  })

export const webAcl = (name: string, resources: readonly string[]): AnyNode =>
  resource('AWS::WAFv2::WebACL', {
    name,
    arn: `arn:aws:wafv2:${region}:${account}:regional/webacl/${name}/1`,
    base: { Id: '1' },
    facets: { resources },
  })
