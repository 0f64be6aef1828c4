// Load balancers and web ACLs as AWS answers them.
import { json } from '../../support/answers.ts'
import { apis } from '../apis.ts'
import { balancers } from '../elbv2.ts'
import type { Overrides } from './override.ts'

const usual = {
  'deletion_protection.enabled': 'false',
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
}
/** What AWS tells of a load balancer that nobody changed, in the parts that somebody reads. */
const defaults = {
  application: {
    ...usual,
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'false',
    'waf.fail_open.enabled': 'false',
  },
  network: { ...usual, 'load_balancing.cross_zone.enabled': 'false' },
} as const

/** Application load balancers do it, whatever is set. */
const always = { 'load_balancing.cross_zone.enabled': 'true' }

const nameIn = (arn: string): string => arn.split('/')[2] ?? ''
const memberOf = ([key, value]: readonly [string, string]): string => `<member><Key>${key}</Key><Value>${value}</Value></member>`

export const elbv2: Overrides = {
  // moto tells what was set and little else, and balances nothing across zones.
  'elasticloadbalancing:DescribeLoadBalancerAttributes': async (seen, ask) => {
    const { status, headers, text } = await ask()
    const type = balancers.find(({ name }) => name === nameIn(String(seen.input['LoadBalancerArn'])))?.type
    if (status !== 200 || type === undefined) return { status, headers, body: text }
    const told = [...text.matchAll(/<Key>([^<]*)<\/Key>\s*<Value>([^<]*)</g)].map(([, key = '', value = '']) => [key, value] as const)
    const attributes = { ...defaults[type], ...Object.fromEntries(told), ...(type === 'application' && always) }
    return {
      status,
      headers,
      body: text.replace(/<Attributes>.*<\/Attributes>/s, `<Attributes>${Object.entries(attributes).map(memberOf).join('')}</Attributes>`),
    }
  },
  // moto has the way back alone: which web ACL guards a resource.
  'wafv2:ListResourcesForWebACL': async ({ input, region }, ask) => {
    const acl = nameIn(String(input['WebACLArn']))
    if (input['ResourceType'] === 'API_GATEWAY') {
      const guarded = acl === 'storefront' ? apis.filter((api) => api.guarded).map(({ name }) => name) : []
      const { item = [] } = JSON.parse((await ask({ service: 'apigateway', path: '/restapis' })).text) as {
        readonly item?: readonly { readonly id: string; readonly name: string }[]
      }
      const stages = item
        .filter(({ name }) => guarded.includes(name))
        .map(({ id }) => `arn:aws:apigateway:${region}::/restapis/${id}/stages/live`)
      return json({ ResourceArns: stages })
    }
    const names = new Set(balancers.flatMap(({ name, webAcl }) => (webAcl === acl ? [name] : [])))
    const { text } = await ask({ service: 'elasticloadbalancing', path: '/?Action=DescribeLoadBalancers&Version=2015-12-01' })
    const arns = text.match(/arn:aws:elasticloadbalancing:[^<]*:loadbalancer\/[^<]*/g) ?? []
    return json({ ResourceArns: arns.filter((arn) => names.has(nameIn(arn))) })
  },
}
