// The network as EC2 answers it.
import { endpointPolicies } from '../analytics-network.ts'
import { functionInterface } from '../network.ts'
import { rewritten, type Ask, type Overrides } from './override.ts'

/** Each network interface, as moto writes one: the VPC comes last. */
const interfaceItem = /<item>(?:(?!<vpcId>).)*<vpcId>[^<]*<\/vpcId><\/item>/gs
const endpointItem = /<item><vpcEndpointId>.*?<\/ownerId><\/item>/gs
const idIn = (text: string): string => /<networkInterfaceId>(eni-\w+)</.exec(text)?.[1] ?? ''

const describe = async (ask: Ask, action: string): Promise<string> =>
  (await ask({ service: 'ec2', path: `/?Action=${action}&Version=2016-11-15` })).text

const managed = (item: string, type: string, groups: string): string =>
  item
    .replace(/<groupSet>.*?<\/groupSet>/s, groups)
    .replace(/<interfaceType>[^<]*</, `<interfaceType>${type}<`)
    .replace('<requesterManaged>false<', '<requesterManaged>true<')

export const network: Overrides = {
  // moto leaves those of gateways and endpoints to the account, with its default group.
  'ec2:DescribeNetworkInterfaces': async (_seen, ask) => {
    const { status, headers, text } = await ask()
    if (status !== 200) return { status, headers, body: text }
    const gateways = await describe(ask, 'DescribeNatGateways')
    const endpoints = (await describe(ask, 'DescribeVpcEndpoints')).match(endpointItem) ?? []
    const body = text.replaceAll(interfaceItem, (item) => {
      const id = idIn(item)
      const endpoint = endpoints.find((one) => one.includes(`<item>${id}</item>`))
      if (endpoint !== undefined) return managed(item, 'vpc_endpoint', /<groupSet>.*?<\/groupSet>/s.exec(endpoint)?.[0] ?? '<groupSet/>')
      if (gateways.includes(`>${id}<`)) return managed(item, 'nat_gateway', '<groupSet/>')
      return item.includes(functionInterface) ? managed(item, 'lambda', /<groupSet>.*?<\/groupSet>/s.exec(item)?.[0] ?? '') : item
    })
    return { status, headers, body }
  },
  // The functions of the second zone have nearly filled their subnet.
  'ec2:DescribeSubnets': rewritten((text) =>
    text.replaceAll(/(<value>shop-private-b<\/value>.*?<availableIpAddressCount>)\d+/gs, (_all, before: string) => `${before}12`),
  ),
  // moto forgets policies, and gives gateways names of their own.
  'ec2:DescribeVpcEndpoints': rewritten((text) =>
    text.replaceAll(endpointItem, (item) => {
      const policy = endpointPolicies[/<key>Name<\/key><value>([^<]*)</.exec(item)?.[1] ?? '']
      const shown = policy === undefined ? item : item.replace(/<policyDocument>.*?</s, () => `<policyDocument>${policy}<`)
      return shown.includes('>Gateway<') ? shown.replace('<privateDnsEnabled>true<', '<privateDnsEnabled>false<') : shown
    }),
  ),
  // moto makes default groups without the rule by which their members reach each other.
  'ec2:DescribeSecurityGroups': rewritten((text) =>
    text.replaceAll(
      /<item><groupId>(sg-\w+)<\/groupId><ipPermissionsEgress><item>(?:(?!<groupId>).)*<groupName>default<\/groupName>(?:(?!<groupId>).)*<ipPermissions\/>/gs,
      (item, id: string) => {
        const self = `<groups><item><groupId>${id}</groupId><userId>${/<ownerId>(\d+)</.exec(item)?.[1] ?? ''}</userId></item></groups>`
        const rule = `<item><ipProtocol>-1</ipProtocol>${self}<ipRanges/><ipv6Ranges/><prefixListIds/></item>`
        return item.replace(/<ipPermissions\/>$/, `<ipPermissions>${rule}</ipPermissions>`)
      },
    ),
  ),
  'ec2:DescribeFlowLogs': rewritten((text) => text.replaceAll('>arn:aws:s3:::shop-logs<', '>arn:aws:s3:::shop-logs/flow<')),
}
