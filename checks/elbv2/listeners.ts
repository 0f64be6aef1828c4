// Listeners of load balancers: encryption on the way in.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'

const application = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application'
const network = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network'

const secure = new Set<string>(['HTTPS', 'TLS', 'QUIC', 'TCP_QUIC'])
const notStreams = new Set<string>(['GENEVE', 'UDP', 'TCP_UDP'])

export const listenerEncrypted = defineCheck({
  id: 'elbv2-listener-encrypted',
  title: 'Listeners encrypt, or redirect to a listener that does',
  on: 'AWS::ElasticLoadBalancingV2::Listener',
  needs: ['ruleActions'],
  threats: ['data-exfiltration', 'data-tampering'],
  mitigation: 'encryption-in-transit',
  likelihood: 2,
  impact: 4,
  cost: { level: 1, note: 'Certificates of ACM are free; the handshake takes a little time and load balancer capacity.' },
  why: 'Everyone on the way reads the requests with their cookies and passwords, and can change the answers.',
  fix: {
    cli: `aws elbv2 modify-listener --listener-arn <http-listener-arn> --default-actions 'Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}'
aws elbv2 create-listener --load-balancer-arn <load-balancer-arn> --protocol HTTPS --port 443 --certificates CertificateArn=<certificate-arn> --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-2021-06 --default-actions Type=forward,TargetGroupArn=<target-group-arn>`,
    terraform: `resource "aws_lb_listener" "<http>" {
  load_balancer_arn = aws_lb.<load-balancer>.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}`,
  },
  refs: {
    fsbp: ['ELB.1', 'ELB.18'],
    docs: [`${application}/create-https-listener.html`, `${network}/create-tls-listener.html`],
  },
  test: (listener) => {
    const { Protocol, Port, DefaultActions } = listener.base
    // Gateway load balancers pass packets on as they are; for UDP a load balancer offers no encryption.
    if (Protocol === undefined || notStreams.has(Protocol)) return notApplicable({ Protocol: Protocol ?? null })
    const evidence = { Protocol, Port: Port ?? null }
    if (secure.has(Protocol)) return pass(evidence)
    // The targets may do TLS themselves: the port on which everybody expects it is the only sign.
    if (Protocol === 'TCP') return Port === 443 ? pass({ ...evidence, passThrough: true }) : fail({ ...evidence, redirects: false })
    if (!DefaultActions.some(({ RedirectProtocol }) => RedirectProtocol === 'HTTPS')) return fail({ ...evidence, redirects: false })
    // A rule that answers by itself sends nothing of the application.
    const exceptions = (listener.ruleActions ?? []).filter(
      ({ Type, RedirectProtocol }) => Type !== 'fixed-response' && !(Type === 'redirect' && RedirectProtocol === 'HTTPS'),
    )
    return exceptions.length === 0 ? pass({ ...evidence, redirects: true }) : fail({ ...evidence, redirects: true, rulesThatDoNot: true })
  },
})

/** `ELBSecurityPolicy-TLS13-1-2-Res-2021-06`: the number after the family is the oldest version that it accepts. Older names have no number and accept TLS 1.0. */
const isCurrent = (policy: string): boolean => /^ELBSecurityPolicy-(?:TLS13|TLS|FS)-1-[23](?:-|$)/.test(policy)

export const listenerTlsPolicy = defineCheck({
  id: 'elbv2-listener-tls-policy',
  title: 'TLS policies are current',
  on: 'AWS::ElasticLoadBalancingV2::Listener',
  needs: [],
  threats: ['data-exfiltration'],
  mitigation: 'encryption-in-transit',
  likelihood: 2,
  impact: 3,
  cost: { level: 0, note: 'Free. Clients that know nothing newer than TLS 1.1, a decade old, can no longer connect.' },
  why: 'TLS 1.0 and 1.1 have known weaknesses. As long as they are accepted, whoever sits on the way can try to talk a client down to them.',
  fix: {
    cli: 'aws elbv2 modify-listener --listener-arn <listener-arn> --ssl-policy ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    terraform: `resource "aws_lb_listener" "<listener>" {
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
}`,
  },
  refs: {
    fsbp: ['ELB.17'],
    docs: [`${application}/describe-ssl-policies.html`, `${network}/describe-ssl-policies.html`],
  },
  test: ({ base: { Protocol, SslPolicy } }) => {
    if (Protocol !== 'HTTPS' && Protocol !== 'TLS') return notApplicable({ Protocol: Protocol ?? null })
    return (SslPolicy !== undefined && isCurrent(SslPolicy) ? pass : fail)({ SslPolicy: SslPolicy ?? null })
  },
})
