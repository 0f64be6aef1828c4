// The network of the reference account: one VPC in two zones with public, private and data subnets, and the security groups of the shop.
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2'
import { home, type Ground } from './ground.ts'

/** Ids: what builders of other services need. */
export interface Network {
  readonly vpc: string
  /** One in each zone, a and b. */
  readonly subnets: Readonly<Record<Tier, readonly [string, string]>>
  readonly groups: Readonly<Record<Group, string>>
}
export type Tier = 'public' | 'private' | 'data'
export type Group = keyof typeof groups

const world = [{ CidrIp: '0.0.0.0/0' }]
const tcp = (port: number, more: Partial<IpPermission>): IpPermission => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...more })

/** Ingress by group; `from` names another group of the table. */
const groups = {
  balancer: [tcp(443, { IpRanges: world })],
  services: [tcp(8443, { IpRanges: [{ CidrIp: '10.20.0.0/16' }] })],
  functions: [],
  nodes: [tcp(443, { IpRanges: [{ CidrIp: '10.20.0.0/16' }] })],
  database: [tcp(3306, { IpRanges: [{ CidrIp: '10.20.10.0/23' }] })],
  /** Opened for a migration, and never closed. */
  'legacy-database': [tcp(3306, { IpRanges: world }), tcp(22, { IpRanges: world })],
} satisfies Readonly<Record<string, readonly IpPermission[]>>

const first: Readonly<Record<Tier, number>> = { public: 0, private: 10, data: 20 }

export const buildNetwork = async (ground: Ground, labels: Map<string, string>): Promise<Network> => {
  const { ec2 } = ground.in(home)
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }))
  const vpc = Vpc?.VpcId ?? ''
  labels.set(vpc, 'vpc shop')
  const subnet = async (tier: Tier, zone: 0 | 1): Promise<string> => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpc,
        CidrBlock: `10.20.${first[tier] + zone}.0/24`,
        AvailabilityZone: `${home}${'ab'.charAt(zone)}`,
      }),
    )
    const id = Subnet?.SubnetId ?? ''
    labels.set(id, `subnet ${tier} ${'ab'.charAt(zone)}`)
    return id
  }
  const pair = async (tier: Tier): Promise<readonly [string, string]> => [await subnet(tier, 0), await subnet(tier, 1)]
  const subnets = { public: await pair('public'), private: await pair('private'), data: await pair('data') }
  const ids: [string, string][] = []
  for (const [name, rules] of Object.entries(groups)) {
    const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ VpcId: vpc, GroupName: name, Description: `shop ${name}` }))
    if (rules.length > 0) await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: rules }))
    ids.push([name, GroupId])
    labels.set(GroupId, `group ${name}`)
  }
  return { vpc, subnets, groups: Object.fromEntries(ids) as Record<Group, string> }
}
