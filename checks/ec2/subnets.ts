// Subnets: whether there is a private tier, and room for what grows.
import { defineCheck, fail, notApplicable, pass } from '../../src/check/check.ts'
import { isEntryPoint } from '../../src/check/entry-points.ts'
import { parseCidr } from '../../src/check/cidr.ts'
import { isPublic } from '../../src/check/subnets.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { isShared } from './shared.ts'
import { isWorkload } from './workloads.ts'

const guide = 'https://docs.aws.amazon.com/vpc/latest/userguide'

export const subnetTiering = defineCheck({
  id: 'ec2-subnet-tiering',
  title: 'Private tiers exist and do not hand out public addresses',
  on: 'AWS::EC2::Subnet',
  needs: ['routing'],
  reads: { 'AWS::EC2::NetworkInterface': [], 'AWS::EC2::Subnet': ['routing'] },
  uses: ['publicEntryPoints'],
  threats: ['unauthorized-access'],
  mitigation: 'network-isolation',
  likelihood: 3,
  impact: 3,
  cost: { level: 1, note: 'Free for the setting. What moves to a private subnet needs endpoints or a NAT gateway to reach out.' },
  why: 'Whatever is started there gets an address on the internet, whether or not anybody thought of it. Then a single rule in a security group decides.',
  fix: {
    cli: 'aws ec2 modify-subnet-attribute --subnet-id <subnet-id> --no-map-public-ip-on-launch',
    terraform: `resource "aws_subnet" "<subnet>" {
  map_public_ip_on_launch = false
}`,
  },
  refs: { fsbp: ['EC2.15'], docs: [`${guide}/vpc-ip-addressing.html`, `${guide}/vpc-example-private-subnets-nat.html`] },
  test: (subnet, { graph, publicEntryPoints }) => {
    const { VpcId, MapPublicIpOnLaunch, Tags } = subnet.base
    if (isShared(subnet)) return notApplicable({ OwnerId: subnet.base.OwnerId ?? null })
    const vpc = ec2Arn('vpc', VpcId, subnet)
    const interfaces = graph.into(vpc, 'AWS::EC2::NetworkInterface', 'in-vpc')
    if (interfaces.length === 0) return notApplicable({ VpcId, inUse: false })
    const declared = isEntryPoint([subnet.name, Tags['Name']], { publicEntryPoints })
    const open = isPublic(subnet.routing)
    const busy = interfaces.some((one) => one.base.SubnetId === subnet.name && isWorkload(one))
    const tierless = open && busy && graph.into(vpc, 'AWS::EC2::Subnet', 'in-vpc').every(({ routing }) => isPublic(routing))
    const failures = [
      ...(MapPublicIpOnLaunch && !declared ? [fail({ MapPublicIpOnLaunch, public: open, declared }, 'public addresses')] : []),
      ...(tierless ? [fail({ VpcId, privateSubnets: 0 }, 'no private tier')] : []),
    ]
    return failures.length > 0 ? failures : pass({ MapPublicIpOnLaunch, public: open, declared })
  },
})

/** Per cent of all addresses. */
const leastShare = 20
/** A load balancer wants that many to grow: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html */
const leastFree = 8
/** AWS keeps the first four addresses and the last one. */
const kept = 5

export const subnetHeadroom = defineCheck({
  id: 'ec2-subnet-ip-headroom',
  title: 'Subnets of functions, pods and databases do not run out of addresses',
  on: 'AWS::EC2::Subnet',
  needs: [],
  reads: { 'AWS::EC2::NetworkInterface': [] },
  threats: ['resource-exhaustion', 'denial-of-service'],
  mitigation: 'capacity-limits',
  likelihood: 2,
  impact: 2,
  cost: { level: 1, note: 'Free. A VPC takes further blocks of addresses; what runs has to be moved to new subnets.' },
  why: 'Without a free address no pod, function, database replica or load balancer node starts: the system stops growing when it is needed most.',
  fix: {
    cli: `aws ec2 associate-vpc-cidr-block --vpc-id <vpc-id> --cidr-block <block>
aws ec2 create-subnet --vpc-id <vpc-id> --availability-zone <zone> --cidr-block <larger-block>`,
    terraform: `resource "aws_subnet" "<subnet>" {
  vpc_id            = aws_vpc.<vpc>.id
  availability_zone = "<zone>"
  cidr_block        = "<larger-block>"
}`,
  },
  refs: { docs: [`${guide}/subnet-sizing.html`, 'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html'] },
  test: ({ arn, base: { CidrBlock, AvailableIpAddressCount } }, { graph }) => {
    const block = CidrBlock === undefined ? undefined : parseCidr(CidrBlock)
    if (!block) return notApplicable({ CidrBlock: null })
    if (graph.into(arn, 'AWS::EC2::NetworkInterface', 'in-subnet').length === 0) return notApplicable({ inUse: false })
    const least = Math.max(leastFree, ((2 ** (32 - block.prefix) - kept) * leastShare) / 100)
    // How many are free is different in every scan; whether enough are is not.
    const evidence = { CidrBlock: CidrBlock ?? '', least: Math.ceil(least) }
    return AvailableIpAddressCount >= least ? pass({ ...evidence, enough: true }) : fail({ ...evidence, enough: false })
  },
})
