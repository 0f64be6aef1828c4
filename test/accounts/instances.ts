// The machines of the reference account: what sells, what reports, and what somebody left running.
import { CreateAutoScalingGroupCommand, CreateLaunchConfigurationCommand } from '@aws-sdk/client-auto-scaling'
import {
  CreateImageCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EnableEbsEncryptionByDefaultCommand,
  ModifyImageAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifySnapshotAttributeCommand,
  RunInstancesCommand,
  type Filter,
  type Instance,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2'
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand } from '@aws-sdk/client-iam'
import { allow, arnOf, home, pilot, policy, type Ground } from './ground.ts'
import { createRole } from './iam.ts'
import type { Group, Tier } from './network.ts'
import { trust, type Role } from './principals.ts'
import type { Reference } from './reference.ts'

/** The only image that the emulator keeps of AWS's. */
export const amazonLinux = 'ami-0a1b2c3d4e5f60001'

/** By which the overlay knows the snapshot that is shared with everybody. */
export const publicDump = 'dump before the migration'

const ec2Trust = trust({ Service: 'ec2.amazonaws.com' })
const machineRoles: readonly Role[] = [
  { name: 'storefront', trust: ec2Trust, inline: { metrics: policy(allow('cloudwatch:PutMetricData')) } },
  // Serves reports to the whole world, and reads what customers bought.
  {
    name: 'reporting',
    trust: ec2Trust,
    inline: {
      read: policy(allow(['dynamodb:Query', 'dynamodb:Scan'], [arnOf('dynamodb', 'table/customers'), arnOf('dynamodb', 'table/orders')])),
    },
  },
]

const base64 = (text: string): string => Buffer.from(text).toString('base64')
/** User data, by the operation that shows it: one machine and one launch template have some. */
export const scripts = {
  'ec2:DescribeInstanceAttribute': base64('#!/bin/bash\nexport REPORT_DB_PASSWORD=Sommer-2023-Berlin\n/opt/reporting/start\n'),
  'ec2:DescribeLaunchTemplateVersions': base64('#!/bin/bash\nexport DB_PASSWORD=Nightly-2021-secret\n'),
} as const

interface Machine {
  readonly name: string
  readonly tier: Tier
  readonly group: Group
  readonly profile?: string
  readonly public?: true
  readonly tokens: 'optional' | 'required'
  readonly userData?: string
  readonly encrypted?: true
}
const machines: readonly Machine[] = [
  { name: 'bastion', tier: 'public', group: 'legacy-database', public: true, tokens: 'optional' },
  {
    name: 'reporting',
    tier: 'public',
    group: 'balancer',
    profile: 'reporting',
    public: true,
    tokens: 'optional',
    userData: scripts['ec2:DescribeInstanceAttribute'],
  },
  { name: 'search', tier: 'private', group: 'services', profile: 'storefront', tokens: 'required', encrypted: true },
]

const storefront = (HttpTokens: 'optional' | 'required', more: RequestLaunchTemplateData = {}): RequestLaunchTemplateData => ({
  ImageId: amazonLinux,
  InstanceType: 't3.small',
  MetadataOptions: { HttpTokens, HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, Encrypted: HttpTokens === 'required', DeleteOnTermination: true } },
  ],
  ...more,
})

const buildProfiles = async (ground: Ground): Promise<void> => {
  const { iam } = ground.in(home)
  for (const role of machineRoles) {
    await createRole(ground, role)
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: role.name }))
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: role.name, RoleName: role.name }))
  }
}

const buildTemplates = async (ground: Ground, labels: Map<string, string>): Promise<string> => {
  const { ec2, autoScaling } = ground.in(home)
  const create = async (LaunchTemplateName: string, LaunchTemplateData: RequestLaunchTemplateData): Promise<string> => {
    const { LaunchTemplate } = await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }))
    const id = LaunchTemplate?.LaunchTemplateId ?? ''
    labels.set(id, `launch template ${LaunchTemplateName}`)
    return id
  }
  const id = await create('storefront', storefront('required'))
  // Its first version was careless; the second, which nobody made the default, is not.
  const batch = await create(
    'nightly-batch',
    storefront('optional', {
      NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }],
      UserData: scripts['ec2:DescribeLaunchTemplateVersions'],
    }),
  )
  await ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId: batch, LaunchTemplateData: storefront('required') }))
  await autoScaling.send(
    new CreateLaunchConfigurationCommand({
      LaunchConfigurationName: 'legacy-crawler-2019',
      ImageId: amazonLinux,
      InstanceType: 't3.small',
      AssociatePublicIpAddress: true,
      MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 2, HttpEndpoint: 'enabled' },
    }),
  )
  return id
}

const instancesIn = async (ground: Ground, Filters: readonly Filter[]): Promise<readonly Instance[]> => {
  const { Reservations = [] } = await ground.in(home).ec2.send(new DescribeInstancesCommand({ Filters: [...Filters] }))
  return Reservations.flatMap(({ Instances = [] }) => Instances)
}

/** Names an instance and what came with it. The emulator leaves out what was asked of its metadata service. */
const settle = async (
  ground: Ground,
  labels: Map<string, string>,
  name: string,
  id: string,
  HttpTokens: Machine['tokens'],
): Promise<void> => {
  labels.set(id, `instance ${name}`)
  for (const found of await instancesIn(ground, [{ Name: 'instance-id', Values: [id] }])) {
    for (const { DeviceName, Ebs } of found.BlockDeviceMappings ?? []) labels.set(Ebs?.VolumeId ?? '', `volume ${DeviceName} of ${name}`)
    for (const { NetworkInterfaceId = '' } of found.NetworkInterfaces ?? []) labels.set(NetworkInterfaceId, `interface of ${name}`)
  }
  const options = { HttpTokens, HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 } as const
  await ground.in(home).ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, ...options }))
}

const buildMachine = async (ground: Ground, { network, labels }: Reference, machine: Machine, ImageId: string): Promise<string> => {
  const { Instances = [] } = await ground.in(home).ec2.send(
    new RunInstancesCommand({
      ImageId,
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
      ...(machine.profile && { IamInstanceProfile: { Name: machine.profile } }),
      ...(machine.userData && { UserData: machine.userData }),
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, Encrypted: machine.encrypted ?? false, DeleteOnTermination: true } },
      ],
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: network.subnets[machine.tier][0],
          Groups: [network.groups[machine.group]],
          AssociatePublicIpAddress: machine.public ?? false,
        },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: machine.name }] }],
    }),
  )
  const id = Instances[0]?.InstanceId ?? ''
  await settle(ground, labels, machine.name, id, machine.tokens)
  return id
}

/** The images of the shop, taken of a running machine; one of them was given to everybody. */
const buildImages = async (ground: Ground, labels: Map<string, string>, InstanceId: string): Promise<string> => {
  const { ec2 } = ground.in(home)
  const create = async (Name: string): Promise<string> => {
    const { ImageId = '' } = await ec2.send(new CreateImageCommand({ InstanceId, Name, NoReboot: true }))
    labels.set(ImageId, `image ${Name}`)
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }))
    for (const { Ebs } of Images[0]?.BlockDeviceMappings ?? []) labels.set(Ebs?.SnapshotId ?? '', `snapshot of image ${Name}`)
    return ImageId
  }
  const golden = await create('storefront-golden')
  await ec2.send(new ModifyImageAttributeCommand({ ImageId: await create('kiosk'), LaunchPermission: { Add: [{ Group: 'all' }] } }))
  return golden
}

const buildGroup = async (ground: Ground, { network, labels }: Reference, LaunchTemplateId: string): Promise<void> => {
  const AutoScalingGroupName = 'storefront'
  await ground.in(home).autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName,
      MinSize: 1,
      MaxSize: 4,
      DesiredCapacity: 1,
      VPCZoneIdentifier: network.subnets.private.join(','),
      LaunchTemplate: { LaunchTemplateId, Version: '$Latest' },
    }),
  )
  for (const { InstanceId = '' } of await instancesIn(ground, [{ Name: 'tag:aws:autoscaling:groupName', Values: [AutoScalingGroupName] }]))
    await settle(ground, labels, AutoScalingGroupName, InstanceId, 'required')
}

const buildDisks = async (ground: Ground, { keys, labels }: Reference): Promise<void> => {
  const { ec2 } = ground.in(home)
  const archive = await ec2.send(
    new CreateVolumeCommand({
      AvailabilityZone: `${home}a`,
      Size: 100,
      Encrypted: true,
      ...(keys.has('orders') && { KmsKeyId: keys.get('orders') }),
    }),
  )
  labels.set(archive.VolumeId ?? '', 'volume order archive')
  const scratch = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: `${home}b`, Size: 20, Encrypted: false }))
  labels.set(scratch.VolumeId ?? '', 'volume scratch')
  const dump = await ec2.send(new CreateSnapshotCommand({ VolumeId: scratch.VolumeId, Description: publicDump }))
  labels.set(dump.SnapshotId ?? '', 'snapshot migration dump')
  await ec2.send(
    new ModifySnapshotAttributeCommand({
      SnapshotId: dump.SnapshotId,
      Attribute: 'createVolumePermission',
      OperationType: 'add',
      GroupNames: ['all'],
    }),
  )
  await ground.age(1)
  const daily = await ec2.send(new CreateSnapshotCommand({ VolumeId: archive.VolumeId, Description: 'daily' }))
  labels.set(daily.SnapshotId ?? '', 'snapshot order archive')
}

export const buildInstances = async (ground: Ground, reference: Reference): Promise<void> => {
  const { labels } = reference
  const [bastion, ...others] = machines
  if (!bastion) throw new Error('there is a bastion')
  await buildProfiles(ground)
  const template = await buildTemplates(ground, labels)
  const first = await buildMachine(ground, reference, bastion, amazonLinux)
  await buildDisks(ground, reference)
  await ground.age(20)
  const golden = await buildImages(ground, labels, first)
  for (const machine of others) await buildMachine(ground, reference, machine, machine.tokens === 'required' ? golden : amazonLinux)
  await buildGroup(ground, reference, template)
  await ground.in(pilot).ec2.send(new EnableEbsEncryptionByDefaultCommand({}))
}

/** The second week: the machine that reports answers better, new disks are encrypted, and a test machine appears. */
export const weekTwoInstances = async (ground: Ground, reference: Reference): Promise<void> => {
  const { ec2 } = ground.in(home)
  const [reporting = ''] = [...reference.labels].flatMap(([id, name]) => (name === 'instance reporting' ? [id] : []))
  await settle(ground, reference.labels, 'reporting', reporting, 'required')
  await ec2.send(new EnableEbsEncryptionByDefaultCommand({}))
  await buildMachine(ground, reference, { name: 'load-test', tier: 'private', group: 'services', tokens: 'optional' }, amazonLinux)
}
