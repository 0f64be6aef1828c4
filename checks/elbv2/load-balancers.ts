// Load balancers: logs, protection, zones and what they do with malformed requests.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { Missing } from '../../src/check/view.ts'

const guide = 'https://docs.aws.amazon.com/elasticloadbalancing/latest'

const setAttributes = (...attributes: readonly string[]): string =>
  `aws elbv2 modify-load-balancer-attributes --load-balancer-arn <load-balancer-arn> --attributes ${attributes.join(' ')}`

export const requestSmuggling = defineCheck({
  id: 'elbv2-http-desync-and-headers',
  title: 'Request smuggling defences are on',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  needs: ['attributes'],
  threats: ['data-tampering', 'unauthorized-access'],
  mitigation: 'input-validation',
  likelihood: 2,
  impact: 4,
  cost: {
    level: 0,
    note: 'Free. Clients that send header names with other characters than letters, digits and hyphens lose those headers.',
  },
  why: 'Where load balancer and application disagree on where a request ends, an attacker hides a second one in it: past all rules, or into the session of the next user.',
  fix: {
    cli: setAttributes(
      'Key=routing.http.desync_mitigation_mode,Value=defensive',
      'Key=routing.http.drop_invalid_header_fields.enabled,Value=true',
    ),
    terraform: `resource "aws_lb" "<load-balancer>" {
  desync_mitigation_mode     = "defensive"
  drop_invalid_header_fields = true
}`,
  },
  refs: { fsbp: ['ELB.4', 'ELB.12'], docs: [`${guide}/application/edit-load-balancer-attributes.html`] },
  test: ({ base: { Type }, attributes }) => {
    if (Type !== 'application') return notApplicable({ Type })
    const mode = attributes['routing.http.desync_mitigation_mode'] ?? null
    const drops = attributes['routing.http.drop_invalid_header_fields.enabled'] ?? null
    const evidence = { desync_mitigation_mode: mode, 'drop_invalid_header_fields.enabled': drops }
    return ((mode === 'defensive' || mode === 'strictest') && drops === true ? pass : fail)(evidence)
  },
})

export const accessLogging = defineCheck({
  id: 'elbv2-access-logging',
  title: 'Access logs are on',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  needs: ['attributes'],
  across: { 'logs-to': [] },
  reads: { 'AWS::ElasticLoadBalancingV2::Listener': [] },
  uses: ['trustedAccounts'],
  threats: ['detection-and-recovery'],
  mitigation: 'logging',
  likelihood: 2,
  impact: 3,
  cost: { level: 1, note: 'What S3 charges for keeping them. Requests do not get slower.' },
  why: 'Who asked for what, and when, is not known afterwards: neither how an attack began nor how far it came.',
  fix: {
    cli: setAttributes('Key=access_logs.s3.enabled,Value=true', 'Key=access_logs.s3.bucket,Value=<bucket>'),
    terraform: `resource "aws_lb" "<load-balancer>" {
  access_logs {
    bucket  = aws_s3_bucket.<bucket>.id
    enabled = true
  }
}`,
  },
  refs: {
    fsbp: ['ELB.5'],
    cis: ['v7.0:4.10'],
    docs: [`${guide}/application/load-balancer-access-logs.html`, `${guide}/network/load-balancer-access-logs.html`],
  },
  test: (balancer, { graph, trustedAccounts }) => {
    const { Type } = balancer.base
    if (Type === 'gateway') return notApplicable({ Type })
    // Network load balancers write about TLS connections, and nothing without a listener for them.
    const listeners = Type === 'network' ? graph.into(balancer.arn, 'AWS::ElasticLoadBalancingV2::Listener', 'member-of') : []
    if (Type === 'network' && listeners.every(({ base }) => base.Protocol !== 'TLS')) return notApplicable({ Type, TLS: false })
    const { 'access_logs.s3.enabled': enabled, 'access_logs.s3.bucket': bucket } = balancer.attributes
    if (!enabled) return fail({ 'access_logs.s3.enabled': false })
    const evidence = { 'access_logs.s3.enabled': true, 'access_logs.s3.bucket': bucket ?? null }
    if (balancer['logs-to'].some(({ found }) => found)) return pass(evidence)
    // Whose bucket it is cannot be asked. Where no other account is trusted, it is that of somebody who is not.
    if (trustedAccounts.length === 0) return fail({ ...evidence, bucketInAccount: false })
    const operation = 's3:ListBuckets'
    const message = `${bucket} is not a bucket of this account, and whether it belongs to a trusted one cannot be read`
    throw new Missing([{ reason: 'skipped', operation, action: 's3:ListAllMyBuckets', message }])
  },
})

export const deletionProtection = defineCheck({
  id: 'elbv2-deletion-protection',
  title: 'Load balancers have deletion protection',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  needs: ['attributes'],
  threats: ['denial-of-service'],
  mitigation: 'deletion-protection',
  likelihood: 1,
  impact: 3,
  cost: { level: 0, note: 'Free. Deleting one on purpose takes one more step.' },
  why: 'One mistaken call or a stack that is torn down takes the system off the net. A new load balancer has another name, which DNS and clients have to learn.',
  fix: {
    cli: setAttributes('Key=deletion_protection.enabled,Value=true'),
    terraform: `resource "aws_lb" "<load-balancer>" {
  enable_deletion_protection = true
}`,
  },
  refs: {
    fsbp: ['ELB.6'],
    docs: [`${guide}/application/edit-load-balancer-attributes.html`, `${guide}/network/edit-load-balancer-attributes.html`],
  },
  test: ({ attributes }) => {
    const enabled = attributes['deletion_protection.enabled']
    return (enabled ? pass : fail)({ 'deletion_protection.enabled': enabled })
  },
})

export const multiAz = defineCheck({
  id: 'elbv2-multi-az',
  title: 'Load balancers span Availability Zones and balance across them',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  needs: ['attributes'],
  threats: ['denial-of-service'],
  mitigation: 'high-availability',
  likelihood: 2,
  impact: 3,
  cost: { level: 1, note: 'A second zone is free; traffic between zones is charged for network and gateway load balancers.' },
  why: 'A zone that fails takes the load balancer with it. Without cross-zone balancing, the zone with the fewest targets is overrun while others idle.',
  fix: {
    cli: `aws elbv2 set-subnets --load-balancer-arn <load-balancer-arn> --subnets <subnet-in-zone-a> <subnet-in-zone-b>
${setAttributes('Key=load_balancing.cross_zone.enabled,Value=true')}`,
    terraform: `resource "aws_lb" "<load-balancer>" {
  subnets                          = [<subnet-in-zone-a>, <subnet-in-zone-b>]
  enable_cross_zone_load_balancing = true
}`,
  },
  refs: {
    fsbp: ['ELB.13'],
    docs: [`${guide}/userguide/how-elastic-load-balancing-works.html`, `${guide}/network/edit-target-group-attributes.html`],
  },
  test: ({ base: { Type, AvailabilityZones }, attributes }) => {
    const zones = new Set(AvailabilityZones.map(({ ZoneName }) => ZoneName)).size
    const across = attributes['load_balancing.cross_zone.enabled']
    return (zones >= 2 && (Type === 'application' || across) ? pass : fail)({ Type, zones, 'load_balancing.cross_zone.enabled': across })
  },
})
