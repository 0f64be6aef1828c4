// EC2's instances with what they start from and store in, and the groups that scale them.
import { account, dealt, inUse, listed, pageOf, text, used, type Ask, type Paging, type Service, type Size } from '../ask.ts'
import { among, daysAgo, ec2Id, keyFor, near, nth, profileArn, roleFor, tagsOf } from '../names.ts'

const tokens: Paging = { size: 'MaxResults', most: 1000, token: 'NextToken' }
const imagesOf = ({ instances }: Size): number => Math.max(2, Math.round(instances / 10))
const templatesOf = ({ instances }: Size): number => Math.max(2, Math.round(instances / 6))
const groupsOf = ({ instances }: Size): number => Math.max(2, Math.round(instances / 10))
/** Two volumes each, and one that nothing is attached to for every fourth. */
const volumesOf = ({ instances }: Size): number => Math.round(instances * 2.25)
const snapshotsOf = ({ instances }: Size): number => instances * 3
const launchConfigurations = 2

/** A script in base64; every tenth has a password in it. */
const script = (index: number): string =>
  Buffer.from(
    nth(index) % 10 === 4 ? '#!/bin/sh\nexport DB_PASSWORD=correct-horse-battery-staple\n' : '#!/bin/sh\nyum -y update\n',
  ).toString('base64')

const instance = (index: number, size: Size): object => {
  const vpc = near(index, size.vpcs)
  const network = {
    VpcId: ec2Id('vpc', vpc),
    SubnetId: ec2Id('subnet', among(vpc, nth(index), size.vpcs, size.subnets)),
  }
  const groups = [{ GroupId: ec2Id('sg', among(vpc, nth(index), size.vpcs, size.securityGroups)), GroupName: 'group' }]
  const address = nth(index) % 6 === 0 ? { Association: { PublicIp: `198.51.100.${index % 250}`, IpOwnerId: 'amazon' } } : {}
  return {
    InstanceId: ec2Id('i', index),
    ImageId: ec2Id('ami', near(index, imagesOf(size))),
    InstanceType: 't4g.medium',
    State: { Code: 16, Name: 'running' },
    LaunchTime: daysAgo(nth(index) % 300),
    MetadataOptions: { HttpTokens: nth(index) % 3 === 0 ? 'optional' : 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
    ...('Association' in address ? { PublicIpAddress: address.Association?.PublicIp } : {}),
    ...network,
    IamInstanceProfile: { Arn: profileArn(roleFor('instance', index, size)), Id: 'AIPAEXAMPLE' },
    SecurityGroups: groups,
    NetworkInterfaces: [
      {
        NetworkInterfaceId: ec2Id('eni', index),
        ...network,
        Groups: groups,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.0.9', ...address }],
        Ipv6Addresses: [],
      },
    ],
    Tags: [
      ...tagsOf(index),
      ...(nth(index) % 2 === 0
        ? [
            { Key: 'aws:autoscaling:groupName', Value: `scaling-${near(index, groupsOf(size))}` },
            { Key: 'aws:ec2launchtemplate:id', Value: ec2Id('lt', near(index, templatesOf(size))) },
          ]
        : []),
    ],
  }
}

const template = (index: number, VersionNumber: number): object => ({
  LaunchTemplateId: ec2Id('lt', index),
  VersionNumber,
  DefaultVersion: VersionNumber === 2,
  CreateTime: daysAgo(100),
  LaunchTemplateData: {
    MetadataOptions: { HttpTokens: nth(index) % 2 === 0 ? 'required' : 'optional', HttpEndpoint: 'enabled' },
    NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: nth(index) % 4 === 1 }],
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: nth(index) % 3 !== 0 } }],
    UserData: script(index),
  },
})

/** Numbers of EC2's own lists: `ImageId.1`, `InstanceId`. */
const idOf = (name: string): number => Number.parseInt(name.slice(name.indexOf('-') + 2), 16)
const first = ({ input }: Ask, name: string): string | undefined =>
  input[`${name}.1`] === undefined ? undefined : text(input[`${name}.1`])

const image = (index: number): object => ({
  ImageId: ec2Id('ami', index),
  OwnerId: '137112412989',
  ImageOwnerAlias: 'amazon',
  CreationDate: daysAgo(nth(index) % 2 === 0 ? 30 : 500).toISOString(),
  ...(nth(index) % 2 === 0 ? {} : { DeprecationTime: daysAgo(20).toISOString() }),
  Public: true,
  State: 'available',
})

export const compute: Service = {
  answers: (size) => ({
    'ec2:DescribeInstances': (ask) => {
      const [page, NextToken] = pageOf(dealt(size.instances, ask.region), ask, tokens)
      return {
        Reservations: page.map((index) => ({ ReservationId: `r-${index}`, OwnerId: account, Instances: [instance(index, size)] })),
        NextToken,
      }
    },
    'ec2:DescribeInstanceAttribute': ({ input }) => {
      const InstanceId = text(input['InstanceId'])
      return { InstanceId, UserData: { Value: script(idOf(InstanceId)) } }
    },
    'ec2:DescribeImages': (ask) => {
      const named = first(ask, 'ImageId')
      return { Images: named === undefined ? [] : [image(idOf(named))] }
    },
    'ec2:DescribeLaunchTemplates': (ask) => {
      const [page, NextToken] = pageOf(dealt(templatesOf(size), ask.region), ask, { ...tokens, most: 200 })
      return {
        LaunchTemplates: page.map((index) => ({
          LaunchTemplateId: ec2Id('lt', index),
          LaunchTemplateName: `template-${index}`,
          DefaultVersionNumber: 2,
          LatestVersionNumber: 3,
        })),
        NextToken,
      }
    },
    'ec2:DescribeLaunchTemplateVersions': (ask) => {
      const named = ask.input['LaunchTemplateId']
      const all =
        named === undefined
          ? dealt(templatesOf(size), ask.region).flatMap((index) => [template(index, 2), template(index, 3)])
          : [3, 2, 1].map((version) => template(idOf(text(named)), version))
      const [LaunchTemplateVersions, NextToken] = pageOf(all, ask, { ...tokens, most: 200 })
      return { LaunchTemplateVersions, NextToken }
    },
    'ec2:DescribeVolumes': (ask) => {
      const [page, NextToken] = pageOf(dealt(volumesOf(size), ask.region), ask, tokens)
      return {
        Volumes: page.map((index) => {
          const attached = index < 2 * size.instances
          const Encrypted = nth(index) % 4 !== 3
          return {
            VolumeId: ec2Id('vol', index),
            State: attached ? 'in-use' : 'available',
            Encrypted,
            ...(Encrypted ? { KmsKeyId: keyFor(index, size) } : {}),
            CreateTime: daysAgo(200),
            Size: 100,
            Attachments: attached
              ? [{ InstanceId: ec2Id('i', near(index, size.instances)), DeleteOnTermination: true, State: 'attached' }]
              : [],
          }
        }),
        NextToken,
      }
    },
    'ec2:DescribeSnapshots': (ask) => {
      const everybody = first(ask, 'RestorableBy') !== undefined
      const all = dealt(snapshotsOf(size), ask.region)
      const [page, NextToken] = pageOf(everybody ? all.filter((index) => nth(index) % 60 === 17) : all, ask, tokens)
      return {
        Snapshots: page.map((index) => ({
          SnapshotId: ec2Id('snap', index),
          OwnerId: account,
          State: 'completed',
          Encrypted: nth(index) % 4 !== 3,
          ...(nth(index) % 4 === 3 ? {} : { KmsKeyId: keyFor(index, size) }),
          StartTime: daysAgo(nth(index) % 90),
          VolumeId: ec2Id('vol', near(index, volumesOf(size))),
          VolumeSize: 100,
        })),
        NextToken,
      }
    },
    'ec2:GetEbsEncryptionByDefault': ({ region }) => ({ EbsEncryptionByDefault: region === 'eu-central-1' }),
    'ec2:GetInstanceMetadataDefaults': ({ region }) => ({ AccountLevel: region === 'eu-central-1' ? { HttpTokens: 'required' } : {} }),
    'ec2:GetSnapshotBlockPublicAccessState': ({ region }) => ({ State: region === 'eu-central-1' ? 'block-all-sharing' : 'unblocked' }),
    'ec2:GetImageBlockPublicAccessState': () => ({ ImageBlockPublicAccessState: 'block-new-sharing' }),
    'autoscaling:DescribeAutoScalingGroups': (ask) => {
      const [page, NextToken] = pageOf(dealt(groupsOf(size), ask.region), ask, {
        size: 'MaxRecords',
        most: 100,
        usual: 50,
        token: 'NextToken',
      })
      return {
        AutoScalingGroups: page.map((index) => {
          const vpc = near(index, size.vpcs)
          return {
            AutoScalingGroupName: `scaling-${index}`,
            AutoScalingGroupARN: `arn:aws:autoscaling:${ask.region}:${account}:autoScalingGroup:${index}:autoScalingGroupName/scaling-${index}`,
            LaunchTemplate: { LaunchTemplateId: ec2Id('lt', near(index, templatesOf(size))), Version: '$Default' },
            MinSize: 1,
            MaxSize: nth(index) % 3 === 0 ? 1 : 10,
            DesiredCapacity: 1,
            DefaultCooldown: 300,
            AvailabilityZones: [`${ask.region}a`, `${ask.region}b`],
            HealthCheckType: nth(index) % 2 === 0 ? 'ELB' : 'EC2',
            VPCZoneIdentifier: [0, 1].map((at) => ec2Id('subnet', among(vpc, at, size.vpcs, size.subnets))).join(','),
            CreatedTime: daysAgo(100),
            Tags: tagsOf(index).map((tag) => ({ ...tag, PropagateAtLaunch: true })),
          }
        }),
        NextToken,
      }
    },
    'autoscaling:DescribeLaunchConfigurations': (ask) => {
      const [page, NextToken] = pageOf(dealt(launchConfigurations, ask.region), ask, {
        size: 'MaxRecords',
        most: 100,
        usual: 50,
        token: 'NextToken',
      })
      return {
        LaunchConfigurations: page.map((index) => ({
          LaunchConfigurationName: `configuration-${index}`,
          LaunchConfigurationARN: `arn:aws:autoscaling:${ask.region}:${account}:launchConfiguration:${index}:launchConfigurationName/configuration-${index}`,
          ImageId: ec2Id('ami', 0),
          InstanceType: 't3.micro',
          CreatedTime: daysAgo(2000),
          UserData: script(index),
        })),
        NextToken,
      }
    },
  }),
  calls: (size, regions) => ({
    'ec2:DescribeInstances': listed(size.instances, 1000, regions),
    'ec2:DescribeInstanceAttribute': size.instances,
    // The account's own in each region, and those in use in one call for all of them.
    'ec2:DescribeImages': regions + inUse(imagesOf(size), 1000),
    'ec2:DescribeLaunchTemplates': listed(templatesOf(size), 200, regions),
    // What is current for all at once; what older versions say, one by one.
    'ec2:DescribeLaunchTemplateVersions': inUse(templatesOf(size) * 2, 200) + templatesOf(size),
    'ec2:DescribeVolumes': listed(volumesOf(size), 1000, regions),
    'ec2:DescribeSnapshots': listed(snapshotsOf(size), 1000, regions) + used.length,
    'ec2:GetEbsEncryptionByDefault': regions,
    'ec2:GetInstanceMetadataDefaults': regions,
    'ec2:GetSnapshotBlockPublicAccessState': regions,
    'ec2:GetImageBlockPublicAccessState': regions,
    'autoscaling:DescribeAutoScalingGroups': listed(groupsOf(size), 100, regions),
    // The listing has the scripts in it.
    'autoscaling:DescribeLaunchConfigurations': listed(launchConfigurations, 100, regions),
  }),
}
