// Where facts that many kinds of EC2 have point: to a network, its subnets and its security groups.
import { ec2Arn } from '../../src/graph/arn.ts'
import type { Scope } from '../../src/graph/node.ts'

export const inVpc = {
  to: 'AWS::EC2::VPC',
  from: 'base',
  ref: ({ VpcId }: { readonly VpcId: string }, item: Scope) => ec2Arn('vpc', VpcId, item),
} as const

export const ofSubnets = {
  to: 'AWS::EC2::Subnet',
  from: 'base',
  ref: ({ SubnetIds }: { readonly SubnetIds: readonly string[] }, item: Scope) => SubnetIds.map((id) => ec2Arn('subnet', id, item)),
} as const

export const byGroups = {
  to: 'AWS::EC2::SecurityGroup',
  from: 'base',
  ref: ({ GroupIds }: { readonly GroupIds: readonly string[] }, item: Scope) => GroupIds.map((id) => ec2Arn('security-group', id, item)),
} as const
