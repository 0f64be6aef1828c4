// Amazon EC2: instances.
import {
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Image,
  type Instance,
  type InstanceMetadataOptionsResponse,
} from '@aws-sdk/client-ec2'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { once } from '../../src/collect/once.ts'
import type { SecretPattern } from '../../src/collect/secrets.ts'
import { ec2Arn } from '../../src/graph/arn.ts'
import { groupNameArn } from '../autoscaling/arn.ts'
import { tagsOf } from './tags.ts'
import { userDataOf } from './user-data.ts'

type Interface = {
  NetworkInterfaceId: string
  SubnetId: string | undefined
  GroupIds: readonly string[]
  PublicIps: readonly string[]
  Ipv6Addresses: readonly string[]
}

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    /** All but those that are terminated or on their way to it. */
    'AWS::EC2::Instance': {
      base: Pick<Instance, 'LaunchTime' | 'PublicIpAddress' | 'SubnetId' | 'VpcId'> & {
        ImageId: string
        State: string
        /** What AWS does not say of one instance is undefined, and not known: it must not spoil the listing. */
        MetadataOptions: Pick<InstanceMetadataOptionsResponse, 'HttpTokens' | 'HttpEndpoint' | 'HttpPutResponseHopLimit'>
        /** ARN of the instance profile; undefined where there is none. */
        IamInstanceProfile: string | undefined
        /** Those of all network interfaces. */
        SecurityGroupIds: readonly string[]
        NetworkInterfaces: readonly Interface[]
        Tags: Readonly<Record<string, string>>
      }
      facets: {
        /** Content: what kinds of credentials the script that starts it holds; `null` where there is none. */
        userData: { Secrets: readonly SecretPattern[] } | null
        /** The image it runs from, whoever owns it; `null` where AWS shows none of that id any more. */
        image: (Pick<Image, 'DeprecationTime' | 'OwnerId' | 'ImageOwnerAlias'> & { CreationDate: string }) | null
      }
      edges: {
        assumes: 'AWS::IAM::Role'
        'in-subnet': 'AWS::EC2::Subnet'
        'in-vpc': 'AWS::EC2::VPC'
        'protected-by': 'AWS::EC2::SecurityGroup'
        'member-of': 'AWS::AutoScaling::AutoScalingGroup'
        'launched-from': 'AWS::EC2::LaunchTemplate'
      }
    }
  }
}

/** Images have their times as texts. Throws for one that is none: nothing is old, compared with it. */
const time = (text: string): string => {
  if (Number.isNaN(Date.parse(text))) throw new TypeError('the answer has a time that is none')
  return text
}

/** Instances share images: one call for each image, not for each instance. */
const image = once(async (ec2: EC2Client, ImageId: string) => {
  const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId], IncludeDeprecated: true, IncludeDisabled: true }))
  const [found] = member(Images, 'Images')
  if (!found) return null
  if (found.ImageId !== ImageId) throw new TypeError('the answer is about another image')
  const { CreationDate, DeprecationTime, OwnerId, ImageOwnerAlias } = found
  return {
    CreationDate: time(member(CreationDate, 'CreationDate')),
    DeprecationTime: DeprecationTime === undefined ? undefined : time(DeprecationTime),
    OwnerId,
    ImageOwnerAlias,
  }
})

const interfacesOf = (instance: Instance): readonly Interface[] =>
  (instance.NetworkInterfaces ?? []).map((each) => ({
    NetworkInterfaceId: member(each.NetworkInterfaceId, 'NetworkInterfaceId'),
    SubnetId: each.SubnetId,
    GroupIds: (each.Groups ?? []).map(({ GroupId }) => member(GroupId, 'GroupId')),
    PublicIps: (each.PrivateIpAddresses ?? [each]).flatMap(({ Association }) => Association?.PublicIp ?? []),
    Ipv6Addresses: (each.Ipv6Addresses ?? []).map(({ Ipv6Address }) => member(Ipv6Address, 'Ipv6Address')),
  }))

export const instance = defineCollector({
  kind: 'AWS::EC2::Instance',
  client: EC2Client,
  list: {
    calls: ['ec2:DescribeInstances'],
    run: (ec2, at) =>
      pages(
        ec2,
        DescribeInstancesCommand,
        {
          MaxResults: 1000,
          // An account can hide what AWS services manage for it, such as the nodes of EKS Auto Mode: they run its code all the same.
          IncludeManagedResources: true,
          Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }],
        },
        (page) =>
          page.Reservations?.flatMap(({ Instances = [] }) => Instances).map((each) => {
            const id = member(each.InstanceId, 'InstanceId')
            const { HttpTokens, HttpEndpoint, HttpPutResponseHopLimit } = each.MetadataOptions ?? {}
            const NetworkInterfaces = interfacesOf(each)
            return {
              arn: at.arn('ec2', `instance/${id}`),
              name: id,
              ImageId: member(each.ImageId, 'ImageId'),
              State: member(each.State?.Name, 'State.Name'),
              LaunchTime: each.LaunchTime,
              MetadataOptions: { HttpTokens, HttpEndpoint, HttpPutResponseHopLimit },
              PublicIpAddress: each.PublicIpAddress,
              SubnetId: each.SubnetId,
              VpcId: each.VpcId,
              IamInstanceProfile: each.IamInstanceProfile?.Arn,
              SecurityGroupIds: [
                ...new Set([
                  ...(each.SecurityGroups ?? []).map(({ GroupId }) => member(GroupId, 'GroupId')),
                  ...NetworkInterfaces.flatMap(({ GroupIds }) => GroupIds),
                ]),
              ],
              NetworkInterfaces,
              Tags: tagsOf(each.Tags),
            }
          }),
      ),
  },
  facets: {
    userData: {
      calls: ['ec2:DescribeInstanceAttribute'],
      async read(ec2, { name }) {
        const answer = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: name, Attribute: 'userData' }))
        if (answer.InstanceId !== name) throw new TypeError('the answer is about another instance')
        return userDataOf(answer.UserData?.Value)
      },
    },
    image: {
      calls: ['ec2:DescribeImages'],
      read: (ec2, { ImageId }) => image(ec2, ImageId),
      // Deregistered since, or no longer shared with the account.
      absent: ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'],
    },
  },
  edges: {
    // An instance profile stands for its role.
    assumes: { to: 'AWS::IAM::Role', from: 'base', ref: ({ IamInstanceProfile }) => IamInstanceProfile },
    'in-subnet': {
      to: 'AWS::EC2::Subnet',
      from: 'base',
      ref: ({ SubnetId, NetworkInterfaces }, item) =>
        [SubnetId, ...NetworkInterfaces.map((each) => each.SubnetId)].flatMap((id) => (id ? [ec2Arn('subnet', id, item)] : [])),
    },
    'in-vpc': { to: 'AWS::EC2::VPC', from: 'base', ref: ({ VpcId }, item) => VpcId && ec2Arn('vpc', VpcId, item) },
    'protected-by': {
      to: 'AWS::EC2::SecurityGroup',
      from: 'base',
      ref: ({ SecurityGroupIds }, item) => SecurityGroupIds.map((id) => ec2Arn('security-group', id, item)),
    },
    // AWS sets these tags itself, and lets nobody else set them.
    'member-of': {
      to: 'AWS::AutoScaling::AutoScalingGroup',
      from: 'base',
      ref: ({ Tags }, item) => Tags['aws:autoscaling:groupName'] && groupNameArn(Tags['aws:autoscaling:groupName'], item),
    },
    'launched-from': {
      to: 'AWS::EC2::LaunchTemplate',
      from: 'base',
      ref: ({ Tags }, item) => Tags['aws:ec2launchtemplate:id'] && ec2Arn('launch-template', Tags['aws:ec2launchtemplate:id'], item),
    },
  },
  gone: ['InvalidInstanceID.NotFound'],
})

export default [instance]
