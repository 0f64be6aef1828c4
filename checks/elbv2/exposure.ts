// Load balancers that face the internet: whether they are meant to, and what stands before them.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { isEntryPoint } from '../../src/check/entry-points.ts'
import { groupsIn, openToWorld, ruleWords, type Rule } from '../../src/check/ingress.ts'
import { few } from '../../src/check/policies.ts'

const guide = 'https://docs.aws.amazon.com/elasticloadbalancing/latest'

/** Ping and the like, or a single port on which the load balancer listens. */
const isServed = ({ protocol, ports: [from, to] }: Rule, served: ReadonlySet<number>): boolean =>
  protocol.startsWith('icmp') || (protocol !== 'all' && from === to && served.has(from))

export const internetFacingDeclared = defineCheck({
  id: 'elbv2-internet-facing-declared',
  title: 'Internet-facing load balancers are declared entry points',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  needs: [],
  across: { 'protected-by': ['prefixLists'] },
  reads: { 'AWS::ElasticLoadBalancingV2::Listener': [] },
  uses: ['publicEntryPoints'],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 2,
  impact: 4,
  cost: { level: 0, note: 'Free. What is meant to be public is named once, in settings.publicEntryPoints.' },
  why: 'A load balancer that faces the internet without anybody having decided so shows an internal system to everyone.',
  fix: {
    cli: `# either declare it in parapet.yaml, settings.publicEntryPoints: [<name>], and open no more than its listeners
aws ec2 revoke-security-group-ingress --group-id <group-id> --security-group-rule-ids <rule-id>
# or make an internal one, since the scheme cannot be changed
aws elbv2 create-load-balancer --name <name> --scheme internal --subnets <private-subnets> --security-groups <group-id>`,
    terraform: `resource "aws_lb" "<load-balancer>" {
  internal = true
  subnets  = [<private-subnets>]
}`,
  },
  refs: {
    docs: [`${guide}/userguide/how-elastic-load-balancing-works.html`, `${guide}/application/load-balancer-update-security-groups.html`],
  },
  test: (balancer, { graph, publicEntryPoints }) => {
    const { Type, Scheme } = balancer.base
    if (Scheme === undefined) return notApplicable({ Type })
    if (Scheme !== 'internet-facing') return pass({ Scheme })
    if (!isEntryPoint([balancer.name, balancer.arn], { publicEntryPoints })) return fail({ Scheme, declared: false })
    const listeners = graph.into(balancer.arn, 'AWS::ElasticLoadBalancingV2::Listener', 'member-of')
    const served = new Set(listeners.flatMap(({ base }) => base.Port ?? []))
    const open = groupsIn(balancer['protected-by']).flatMap(openToWorld)
    const beyond = open.filter((rule) => !isServed(rule, served)).map((rule) => ruleWords(rule))
    return beyond.length === 0
      ? pass({ Scheme, declared: true })
      : fail({ Scheme, declared: true, opensBeyondListeners: few(beyond.sort()) })
  },
})

export const webAcl = defineCheck({
  id: 'elbv2-waf',
  title: 'Public application load balancers are behind a web ACL that fails closed',
  on: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  needs: ['attributes'],
  reads: { 'AWS::WAFv2::WebACL': ['resources'] },
  threats: ['denial-of-service', 'unauthorized-access'],
  mitigation: 'waf',
  likelihood: 3,
  impact: 3,
  cost: { level: 2, note: 'A monthly fee for the web ACL and its rules, and one for each million requests; about a millisecond for each.' },
  why: 'Every scanner and every flood of requests reaches the application itself, and each hole in it can be tried from the moment it is known.',
  fix: {
    cli: `aws wafv2 associate-web-acl --web-acl-arn <web-acl-arn> --resource-arn <load-balancer-arn>
aws elbv2 modify-load-balancer-attributes --load-balancer-arn <load-balancer-arn> --attributes Key=waf.fail_open.enabled,Value=false`,
    terraform: `resource "aws_wafv2_web_acl_association" "<name>" {
  resource_arn = aws_lb.<load-balancer>.arn
  web_acl_arn  = aws_wafv2_web_acl.<acl>.arn
}`,
  },
  refs: {
    fsbp: ['ELB.16'],
    docs: [`${guide}/application/edit-load-balancer-attributes.html`, 'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html'],
  },
  test: ({ arn, base: { Type, Scheme }, attributes }, { graph }) => {
    if (Type !== 'application' || Scheme !== 'internet-facing') return notApplicable({ Type, Scheme: Scheme ?? null })
    const [acl] = graph.into(arn, 'AWS::WAFv2::WebACL', 'attached-to')
    const failOpen = attributes['waf.fail_open.enabled'] ?? null
    return (acl && failOpen === false ? pass : fail)({ webACL: acl?.name ?? null, 'waf.fail_open.enabled': failOpen })
  },
})
