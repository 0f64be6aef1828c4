// Elastic Load Balancing and AWS WAF: load balancers with their listeners, and the web ACLs in front of them.
import { account, countOf, dealt, listed, pageOf, text, type Service, type Size } from '../ask.ts'
import { among, balancerArn, bucketName, ec2Id, near, nth } from '../names.ts'

const listenerArn = (index: number, port: number): string => `${balancerArn(index).replace(':loadbalancer/', ':listener/')}/${port}`
const groupArn = (index: number): string => balancerArn(index).replace(':loadbalancer/app/balancer', ':targetgroup/targets')
const redirects = (index: number): boolean => nth(index) % 3 !== 2
const webAclsOf = ({ loadBalancers }: Size): number => Math.max(2, Math.round(loadBalancers / 3))

export const balancers: Service = {
  answers: (size) => ({
    'elasticloadbalancing:DescribeLoadBalancers': (ask) => {
      const [page, NextMarker] = pageOf(dealt(size.loadBalancers, ask.region), ask, { size: 'PageSize', most: 400, token: 'Marker' })
      return {
        LoadBalancers: page.map((index) => {
          const vpc = near(index, size.vpcs)
          return {
            LoadBalancerArn: balancerArn(index),
            LoadBalancerName: `balancer-${index}`,
            Type: 'application',
            Scheme: nth(index) % 2 === 0 ? 'internet-facing' : 'internal',
            VpcId: ec2Id('vpc', vpc),
            AvailabilityZones: [0, 3].map((at) => ({
              ZoneName: `${ask.region}${at === 0 ? 'a' : 'b'}`,
              SubnetId: ec2Id('subnet', among(vpc, at, size.vpcs, size.subnets)),
            })),
            SecurityGroups: [ec2Id('sg', among(vpc, nth(index), size.vpcs, size.securityGroups))],
            State: { Code: 'active' },
          }
        }),
        NextMarker,
      }
    },
    'elasticloadbalancing:DescribeLoadBalancerAttributes': ({ input }) => {
      const index = Number(/balancer-(\d+)/.exec(text(input['LoadBalancerArn']))?.[1])
      const logs = nth(index) % 2 === 0
      const attributes = {
        'deletion_protection.enabled': String(nth(index) % 3 === 0),
        'load_balancing.cross_zone.enabled': 'true',
        'access_logs.s3.enabled': String(logs),
        'access_logs.s3.bucket': logs ? bucketName(near(index, size.buckets)) : '',
        'routing.http.desync_mitigation_mode': 'defensive',
        'routing.http.drop_invalid_header_fields.enabled': String(nth(index) % 2 === 1),
        'waf.fail_open.enabled': 'false',
      }
      return { Attributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })) }
    },
    'elasticloadbalancing:DescribeListeners': ({ input }) => {
      const LoadBalancerArn = text(input['LoadBalancerArn'])
      const index = Number(/balancer-(\d+)/.exec(LoadBalancerArn)?.[1])
      const forward = { Type: 'forward', TargetGroupArn: groupArn(index) }
      const redirect = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }
      return {
        Listeners: [
          {
            ListenerArn: listenerArn(index, 443),
            LoadBalancerArn,
            Protocol: 'HTTPS',
            Port: 443,
            SslPolicy: nth(index) % 4 === 1 ? 'ELBSecurityPolicy-2016-08' : 'ELBSecurityPolicy-TLS13-1-2-2021-06',
            DefaultActions: [forward],
          },
          {
            ListenerArn: listenerArn(index, 80),
            LoadBalancerArn,
            Protocol: 'HTTP',
            Port: 80,
            DefaultActions: [redirects(index) ? redirect : forward],
          },
        ],
      }
    },
    'elasticloadbalancing:DescribeRules': ({ input }) => ({
      Rules: [
        {
          RuleArn: `${text(input['ListenerArn'])}/1`,
          Priority: 'default',
          IsDefault: true,
          Actions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }],
        },
      ],
    }),
    'wafv2:ListWebACLs': (ask) => {
      const [page, NextMarker] = pageOf(dealt(webAclsOf(size), ask.region), ask, { size: 'Limit', most: 100, token: 'NextMarker' })
      return {
        WebACLs: page.map((index) => ({
          Name: `acl-${index}`,
          Id: `id-${index}`,
          ARN: `arn:aws:wafv2:${ask.region}:${account}:regional/webacl/acl-${index}/id-${index}`,
        })),
        NextMarker,
      }
    },
    'wafv2:ListResourcesForWebACL': ({ input }) => {
      const index = Number(/id-(\d+)$/.exec(text(input['WebACLArn']))?.[1])
      return { ResourceArns: input['ResourceType'] === 'APPLICATION_LOAD_BALANCER' ? [balancerArn(near(index, size.loadBalancers))] : [] }
    },
  }),
  calls: (size, regions) => ({
    'elasticloadbalancing:DescribeLoadBalancers': listed(size.loadBalancers, 400, regions),
    'elasticloadbalancing:DescribeLoadBalancerAttributes': size.loadBalancers,
    'elasticloadbalancing:DescribeListeners': size.loadBalancers,
    'elasticloadbalancing:DescribeRules': countOf(size.loadBalancers, redirects),
    'wafv2:ListWebACLs': listed(webAclsOf(size), 100, regions),
    'wafv2:ListResourcesForWebACL': webAclsOf(size) * 2,
  }),
}
