// Instances, their templates, groups and disks, read through the real runner.
import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  type AutoScalingGroup,
  type LaunchConfiguration,
} from '@aws-sdk/client-auto-scaling'
import { ListProtectedResourcesCommand } from '@aws-sdk/client-backup'
import {
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  GetEbsEncryptionByDefaultCommand,
  GetImageBlockPublicAccessStateCommand,
  GetInstanceMetadataDefaultsCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  type DescribeInstancesResult,
  type Instance,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2'
import { GetAccountAuthorizationDetailsCommand, type RoleDetail } from '@aws-sdk/client-iam'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { autoScalingGroup, autoScalingGroupName } from '../../collectors/autoscaling/groups.ts'
import { launchConfiguration } from '../../collectors/autoscaling/launch-configurations.ts'
import { regionDefaults, snapshotBlockPublicAccess } from '../../collectors/ec2/defaults.ts'
import { instance } from '../../collectors/ec2/instances.ts'
import { launchTemplate } from '../../collectors/ec2/launch-templates.ts'
import { image, snapshot, volume } from '../../collectors/ec2/storage.ts'
import { userDataOf } from '../../collectors/ec2/user-data.ts'
import instanceProfile from '../../collectors/iam/instance-profile.ts'
import role from '../../collectors/iam/role.ts'
import { collectorSuite, listing, on, read } from '../support/collector-suite.ts'
import { account, now, region } from '../support/nodes.ts'
import { profileArn } from '../support/instances.ts'

const arn = (type: string, id: string): string => `arn:aws:ec2:${region}:${account}:${type}/${id}`
const encoded = (text: string): string => Buffer.from(text).toString('base64')
const script = encoded('#!/bin/bash\nexport DB_PASSWORD=hunter2hunter\n')
const key = `arn:aws:kms:${region}:${account}:key/disks`

const plain = (InstanceId: string, ImageId: string): Instance => ({
  InstanceId,
  ImageId,
  LaunchTime: now,
  State: { Name: 'running' },
  MetadataOptions: { State: 'applied', HttpTokens: 'optional', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
})
const web: Instance = {
  ...plain('i-web', 'ami-web'),
  PublicIpAddress: '203.0.113.7',
  SubnetId: 'subnet-1',
  VpcId: 'vpc-1',
  IamInstanceProfile: { Arn: profileArn('web'), Id: 'AIPA' },
  SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'not read' }],
  NetworkInterfaces: [
    {
      NetworkInterfaceId: 'eni-1',
      SubnetId: 'subnet-1',
      Groups: [{ GroupId: 'sg-1' }],
      PrivateIpAddresses: [{ Association: { PublicIp: '203.0.113.7' } }, { Association: { PublicIp: '203.0.113.8' } }, {}],
      Ipv6Addresses: [{ Ipv6Address: '2001:db8::7' }],
    },
    { NetworkInterfaceId: 'eni-2', SubnetId: 'subnet-2', Groups: [{ GroupId: 'sg-2' }], PrivateIpAddresses: [], Ipv6Addresses: [] },
  ],
  Tags: [
    { Key: 'aws:autoscaling:groupName', Value: 'web' },
    { Key: 'aws:ec2launchtemplate:id', Value: 'lt-1' },
  ],
}
const inReservation = (...Instances: Instance[]): DescribeInstancesResult => ({ Reservations: [{ Instances }] })

const attributes = on(DescribeInstanceAttributeCommand, ({ InstanceId }) => ({
  InstanceId: InstanceId ?? '',
  UserData: InstanceId === 'i-web' ? { Value: script } : {},
}))
const images = on(DescribeImagesCommand, ({ ImageIds = [] }) => ({
  Images: ImageIds[0] === 'ami-gone' ? [] : [{ ImageId: ImageIds[0], CreationDate: '2026-05-01T00:00:00.000Z', OwnerId: account }],
}))

const instances = {
  listing: listing(DescribeInstancesCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [inReservation(web), inReservation(plain('i-old', 'ami-gone'), plain('i-jobs', 'ami-jobs'))],
    empty: { Reservations: [] },
  }),
  answers: [attributes, images],
  resources: {
    'i-web': {
      base: {
        ImageId: 'ami-web',
        State: 'running',
        LaunchTime: now,
        MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
        PublicIpAddress: '203.0.113.7',
        IamInstanceProfile: profileArn('web'),
        SecurityGroupIds: ['sg-1', 'sg-2'],
        NetworkInterfaces: [
          {
            NetworkInterfaceId: 'eni-1',
            SubnetId: 'subnet-1',
            GroupIds: ['sg-1'],
            PublicIps: ['203.0.113.7', '203.0.113.8'],
            Ipv6Addresses: ['2001:db8::7'],
          },
          { NetworkInterfaceId: 'eni-2', SubnetId: 'subnet-2', GroupIds: ['sg-2'], PublicIps: [], Ipv6Addresses: [] },
        ],
      },
      facets: {
        userData: { Secrets: ['named-like-a-secret'] },
        image: { CreationDate: '2026-05-01T00:00:00.000Z', DeprecationTime: undefined, OwnerId: account, ImageOwnerAlias: undefined },
      },
      edges: {
        assumes: [profileArn('web')],
        'in-subnet': [arn('subnet', 'subnet-1'), arn('subnet', 'subnet-2')],
        'in-vpc': [arn('vpc', 'vpc-1')],
        'protected-by': [arn('security-group', 'sg-1'), arn('security-group', 'sg-2')],
        'member-of': [`arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/web`],
        'launched-from': [arn('launch-template', 'lt-1')],
      },
    },
    'i-old': {
      base: { IamInstanceProfile: undefined, SecurityGroupIds: [], NetworkInterfaces: [], Tags: {} },
      facets: { userData: null, image: null },
      edges: { assumes: [], 'in-subnet': [], 'in-vpc': [], 'protected-by': [], 'member-of': [], 'launched-from': [] },
    },
    'i-jobs': {},
  },
}
collectorSuite(instance, instances)

test('asks for what AWS services manage as well, which an account can hide', async () => {
  const asked: unknown[] = []
  const answer =
    <O>(output: O) =>
    ({ IncludeManagedResources }: { IncludeManagedResources?: boolean | undefined }): O => {
      asked.push(IncludeManagedResources)
      return output
    }
  await read(instance, instances, { facets: [], answers: [on(DescribeInstancesCommand, answer(inReservation(web)))] })
  await read(volume, instances, { facets: [], answers: [on(DescribeVolumesCommand, answer({ Volumes: [] }))] })
  await read(launchTemplate, instances, {
    facets: ['versions'],
    answers: [
      on(
        DescribeLaunchTemplatesCommand,
        answer({ LaunchTemplates: [{ LaunchTemplateId: 'lt-1', DefaultVersionNumber: 1, LatestVersionNumber: 1 }] }),
      ),
      on(DescribeLaunchTemplateVersionsCommand, answer({ LaunchTemplateVersions: [versionOf('lt-1', 1)] })),
    ],
  })
  assert.deepEqual(asked, [true, true, true, true])
})

test('asks once for an image that many instances run from', async () => {
  const { sent } = await read(instance, instances, {
    facets: ['image'],
    answers: [on(DescribeInstancesCommand, inReservation(plain('i-1', 'ami-1'), plain('i-2', 'ami-1'), plain('i-3', 'ami-2'))), images],
  })
  assert.deepEqual(sent, ['ec2:DescribeInstances', 'ec2:DescribeImages', 'ec2:DescribeImages'])
})

test('takes an answer about another instance or image for none', async () => {
  const { nodes } = await read(instance, instances, {
    answers: [
      on(DescribeInstancesCommand, inReservation(plain('i-1', 'ami-1'))),
      on(DescribeInstanceAttributeCommand, { InstanceId: 'i-2', UserData: {} }),
      on(DescribeImagesCommand, { Images: [{ ImageId: 'ami-2', CreationDate: '2026-05-01T00:00:00.000Z' }] }),
    ],
  })
  for (const name of ['userData', 'image']) {
    const fact = nodes[0]?.facets[name]
    assert.equal(fact?.state === 'unknown' && fact.gap.reason, 'bad-response', name)
  }
})

test('takes an image whose time is none for no answer', async () => {
  const at = '2026-05-01T00:00:00.000Z'
  for (const [times, state] of [
    [{ CreationDate: at }, 'known'],
    [{ CreationDate: 'yesterday' }, 'unknown'],
    [{ CreationDate: at, DeprecationTime: 'some day' }, 'unknown'],
  ] as const) {
    const answers = [
      on(DescribeInstancesCommand, inReservation(plain('i-1', 'ami-1'))),
      on(DescribeImagesCommand, { Images: [{ ImageId: 'ami-1', ...times }] }),
    ]
    const { nodes } = await read(instance, instances, { facets: ['image'], answers })
    assert.equal(nodes[0]?.facets.image?.state, state, JSON.stringify(times))
  }
})

test('keeps an instance of which AWS does not say how it answers for itself', async () => {
  const { nodes, inventory } = await read(instance, instances, {
    facets: [],
    answers: [on(DescribeInstancesCommand, inReservation({ ...plain('i-1', 'ami-1'), MetadataOptions: undefined }))],
  })
  assert.deepEqual(nodes[0]?.base['MetadataOptions'], {
    HttpTokens: undefined,
    HttpEndpoint: undefined,
    HttpPutResponseHopLimit: undefined,
  })
  assert.ok(inventory.listings.every(({ complete }) => complete))
})

const mime = `Content-Type: multipart/mixed; boundary="=="

--==
Content-Type: text/x-shellscript
Content-Transfer-Encoding: base64

${encoded('#!/bin/sh\nSECRET_KEY=abcdefgh12345678ijkl\n')}
--==--
`
test('looks into user data however it is packed, and keeps nothing of it', () => {
  assert.equal(userDataOf(undefined), null)
  assert.equal(userDataOf(''), null)
  assert.deepEqual(userDataOf(encoded('#!/bin/bash\nyum update -y\n')), { Secrets: [] })
  assert.deepEqual(userDataOf(gzipSync('export DB_PASSWORD=hunter2hunter').toString('base64')), { Secrets: ['named-like-a-secret'] })
  assert.deepEqual(userDataOf(encoded(mime)), { Secrets: ['named-like-a-secret'] })
  const clean = 'write_files:\n- encoding: b64\n  content: '
  const secret = 'export DB_PASSWORD=hunter2hunter\n'
  for (const content of [
    encoded(secret),
    // Over several lines, as `base64` writes it.
    (encoded(`# ${'a comment, '.repeat(12)}\n${secret}`).match(/.{1,76}/g) ?? []).join('\n    '),
    gzipSync(secret).toString('base64'),
    Buffer.from(secret, 'utf16le').toString('base64'),
  ])
    assert.deepEqual(userDataOf(encoded(`${clean}${content}\n`)), { Secrets: ['named-like-a-secret'] })
  const bombs = `${gzipSync(Buffer.alloc(300 * 1024)).toString('base64')}\n\n`.repeat(2)
  assert.throws(() => userDataOf(encoded(bombs)), 'bombs within')
  assert.throws(() => userDataOf(gzipSync('x').subarray(0, 12).toString('base64')), 'cut short')
  assert.throws(() => userDataOf(gzipSync(Buffer.alloc(1024 * 1024)).toString('base64')), 'a bomb')
  assert.throws(() => userDataOf('REDACTED'), /recording/)
})

collectorSuite(volume, {
  listing: listing(DescribeVolumesCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      {
        Volumes: [
          {
            VolumeId: 'vol-1',
            State: 'in-use',
            Encrypted: true,
            KmsKeyId: key,
            CreateTime: now,
            Attachments: [{ InstanceId: 'i-web', DeleteOnTermination: true, Device: 'not read' }, { AssociatedResource: 'a task' }],
          },
        ],
      },
      { Volumes: [{ VolumeId: 'vol-2', State: 'available', Encrypted: false, CreateTime: now, Attachments: [] }] },
    ],
    empty: { Volumes: [] },
  }),
  answers: [on(ListProtectedResourcesCommand, { Results: [{ ResourceArn: arn('volume', 'vol-1'), LastBackupTime: now }] })],
  resources: {
    'vol-1': {
      base: { Encrypted: true, CreateTime: now, Attachments: [{ InstanceId: 'i-web', DeleteOnTermination: true }] },
      facets: { protectedResource: { LastBackupTime: now, LastBackupVaultArn: undefined } },
      edges: { 'encrypted-with': [key], 'attached-to': [arn('instance', 'i-web')] },
    },
    'vol-2': { facets: { protectedResource: null }, edges: { 'encrypted-with': [], 'attached-to': [] } },
  },
})

const snapshotOf = (SnapshotId: string, VolumeId: string) =>
  ({ SnapshotId, VolumeId, State: 'completed', Encrypted: false, StartTime: now }) as const
const snapshots = {
  listing: listing(DescribeSnapshotsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: ({ RestorableByUserIds, OwnerIds }) => {
      assert.deepEqual(OwnerIds, ['self'])
      return RestorableByUserIds
        ? [{ Snapshots: [] }, { Snapshots: [snapshotOf('snap-2', 'vol-ffffffff')] }]
        : [{ Snapshots: [snapshotOf('snap-1', 'vol-1')] }, { Snapshots: [snapshotOf('snap-2', 'vol-ffffffff')] }]
    },
    empty: { Snapshots: [] },
  }),
  answers: [],
  resources: {
    'snap-1': {
      base: { Encrypted: false, StartTime: now, VolumeId: 'vol-1' },
      facets: { restorableByAll: false },
      edges: { 'encrypted-with': [], 'snapshot-of': [arn('volume', 'vol-1')] },
    },
    // A copy: AWS names no volume for it.
    'snap-2': { base: { VolumeId: undefined }, facets: { restorableByAll: true }, edges: { 'snapshot-of': [] } },
  },
}
collectorSuite(snapshot, snapshots)

test('leaves open who may restore snapshots where that listing is denied', async () => {
  const { nodes } = await read(snapshot, snapshots, {
    failing: {
      operation: 'ec2:DescribeSnapshots',
      error: Object.assign(new Error('no'), { name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } }),
      when: ({ RestorableByUserIds }) => RestorableByUserIds !== undefined,
    },
  })
  assert.deepEqual(
    nodes.map(({ name, facets }) => [name, facets.restorableByAll?.state]),
    [
      ['snap-1', 'unknown'],
      ['snap-2', 'unknown'],
    ],
  )
})

collectorSuite(image, {
  listing: listing(DescribeImagesCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      { Images: [{ ImageId: 'ami-1', State: 'available', Public: false }] },
      { Images: [{ ImageId: 'ami-2', State: 'available', Public: true }] },
    ],
    empty: { Images: [] },
  }),
  answers: [],
  resources: { 'ami-1': { base: { State: 'available', Public: false } }, 'ami-2': { base: { Public: true } } },
})

const versionOf = (LaunchTemplateId: string, VersionNumber: number, data: LaunchTemplateVersion['LaunchTemplateData'] = {}) => ({
  LaunchTemplateId,
  VersionNumber,
  DefaultVersion: VersionNumber === 1,
  LaunchTemplateData: data,
})
const full = versionOf('lt-1', 1, {
  ImageId: 'not read',
  UserData: script,
  MetadataOptions: { State: 'applied', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
  NetworkInterfaces: [{ AssociatePublicIpAddress: true }, { AssociatePublicIpAddress: false }, {}],
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 8 } },
    { DeviceName: '/dev/xvdb', Ebs: {} },
    { DeviceName: '/dev/xvdc', VirtualName: 'ephemeral0' },
  ],
})
const bare = { MetadataOptions: undefined, PublicInterfaces: 0, Volumes: [] }
const templates = {
  listing: listing(DescribeLaunchTemplatesCommand, {
    token: ['NextToken', 'NextToken'],
    pages: [
      { LaunchTemplates: [{ LaunchTemplateId: 'lt-1', DefaultVersionNumber: 1, LatestVersionNumber: 3 }] },
      { LaunchTemplates: [{ LaunchTemplateId: 'lt-2', DefaultVersionNumber: 1, LatestVersionNumber: 1 }] },
    ],
    empty: { LaunchTemplates: [] },
  }),
  answers: [
    on(DescribeLaunchTemplateVersionsCommand, ({ LaunchTemplateId, Versions, NextToken }) => {
      if (LaunchTemplateId === 'lt-1')
        return { LaunchTemplateVersions: [versionOf('lt-1', 3), versionOf('lt-1', 2, { UserData: script }), full] }
      if (LaunchTemplateId) return { LaunchTemplateVersions: [versionOf(LaunchTemplateId, 1)] }
      assert.deepEqual(Versions, ['$Default', '$Latest'])
      return NextToken
        ? { LaunchTemplateVersions: [versionOf('lt-2', 1)] }
        : { LaunchTemplateVersions: [full, versionOf('lt-1', 3), full], NextToken: 'more' }
    }),
  ],
  resources: {
    'lt-1': {
      base: { DefaultVersionNumber: 1, LatestVersionNumber: 3 },
      facets: {
        versions: [
          {
            VersionNumber: 1,
            DefaultVersion: true,
            MetadataOptions: { HttpTokens: 'required', HttpEndpoint: undefined, HttpPutResponseHopLimit: 1 },
            PublicInterfaces: 1,
            Volumes: [
              { DeviceName: '/dev/xvda', Encrypted: true },
              { DeviceName: '/dev/xvdb', Encrypted: undefined },
            ],
          },
          { VersionNumber: 3, DefaultVersion: false, ...bare },
        ],
        userData: {
          VersionsRead: 3,
          VersionsWithSecrets: [
            { VersionNumber: 2, Secrets: ['named-like-a-secret'] },
            { VersionNumber: 1, Secrets: ['named-like-a-secret'] },
          ],
        },
      },
    },
    'lt-2': {
      facets: {
        versions: [{ VersionNumber: 1, DefaultVersion: true, ...bare }],
        userData: { VersionsRead: 1, VersionsWithSecrets: [] },
      },
    },
  },
}
collectorSuite(launchTemplate, templates)

test('leaves a template unknown that no version was told of', async () => {
  const { nodes } = await read(launchTemplate, templates, {
    facets: ['versions'],
    answers: [templates.listing, on(DescribeLaunchTemplateVersionsCommand, { LaunchTemplateVersions: [versionOf('lt-2', 1)] })],
  })
  assert.deepEqual(
    nodes.map(({ name, facets }) => [name, facets.versions?.state]),
    [
      ['lt-1', 'unknown'],
      ['lt-2', 'known'],
    ],
  )
})

collectorSuite(snapshotBlockPublicAccess, {
  listing: 'unpaged',
  answers: [
    on(GetSnapshotBlockPublicAccessStateCommand, { State: 'block-new-sharing', ManagedBy: 'account' }),
    on(GetImageBlockPublicAccessStateCommand, { ImageBlockPublicAccessState: 'unblocked', ManagedBy: 'account' }),
  ],
  resources: {
    [region]: { facets: { snapshots: { State: 'block-new-sharing' }, images: { ImageBlockPublicAccessState: 'unblocked' } } },
  },
})

collectorSuite(regionDefaults, {
  listing: 'unpaged',
  answers: [
    on(GetEbsEncryptionByDefaultCommand, { EbsEncryptionByDefault: true, SseType: 'sse-kms' }),
    on(GetInstanceMetadataDefaultsCommand, { AccountLevel: {} }),
  ],
  resources: {
    [region]: { facets: { ebsEncryption: { EbsEncryptionByDefault: true }, instanceMetadata: { HttpTokens: undefined } } },
  },
})

const groupArn = (name: string): string =>
  `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:7a62c49f-347e-4fc4-9331-6e8e7a96aa73:autoScalingGroupName/${name}`
const groupOf = (AutoScalingGroupName: string, more: Partial<AutoScalingGroup> = {}): AutoScalingGroup => ({
  AutoScalingGroupName,
  AutoScalingGroupARN: groupArn(AutoScalingGroupName),
  MinSize: 1,
  MaxSize: 4,
  DesiredCapacity: 2,
  DefaultCooldown: 300,
  AvailabilityZones: [`${region}a`],
  HealthCheckType: 'EC2',
  CreatedTime: now,
  ...more,
})
const groups = listing(DescribeAutoScalingGroupsCommand, {
  token: ['NextToken', 'NextToken'],
  pages: [
    {
      AutoScalingGroups: [
        groupOf('web', {
          VPCZoneIdentifier: 'subnet-1,subnet-2',
          LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'not read', Version: '$Latest' },
          TargetGroupARNs: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1'],
          SuspendedProcesses: [{ ProcessName: 'AZRebalance', SuspensionReason: 'not read' }],
          Tags: [{ Key: 'owner', Value: 'shop' }],
        }),
        groupOf('mixed', {
          MixedInstancesPolicy: {
            LaunchTemplate: {
              LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '3' },
              Overrides: [{ InstanceType: 'm7g.large' }, { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-2', Version: '1' } }],
            },
          },
        }),
      ],
    },
    { AutoScalingGroups: [groupOf('old', { LaunchConfigurationName: 'old-2019', VPCZoneIdentifier: '' })] },
  ],
  empty: { AutoScalingGroups: [] },
})

collectorSuite(autoScalingGroup, {
  listing: groups,
  answers: [],
  resources: {
    web: {
      base: {
        MinSize: 1,
        MaxSize: 4,
        HealthCheckType: 'EC2',
        AvailabilityZones: [`${region}a`],
        SubnetIds: ['subnet-1', 'subnet-2'],
        LaunchTemplates: [{ LaunchTemplateId: 'lt-1', Version: '$Latest' }],
        TargetGroupARNs: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1'],
        SuspendedProcesses: ['AZRebalance'],
        Tags: { owner: 'shop' },
      },
      edges: {
        'launched-from': [arn('launch-template', 'lt-1')],
        'in-subnet': [arn('subnet', 'subnet-1'), arn('subnet', 'subnet-2')],
      },
    },
    mixed: { edges: { 'launched-from': [arn('launch-template', 'lt-1'), arn('launch-template', 'lt-2')], 'in-subnet': [] } },
    old: { base: { LaunchConfigurationName: 'old-2019', LaunchTemplates: [] }, edges: { 'launched-from': [], 'in-subnet': [] } },
  },
})

const named = (name: string) => ({ base: { AutoScalingGroupARN: groupArn(name) }, edges: { 'name-of': [groupArn(name)] } })
collectorSuite(autoScalingGroupName, {
  listing: 'unpaged',
  parents: [autoScalingGroup],
  answers: [groups],
  resources: { web: named('web'), mixed: named('mixed'), old: named('old') },
})

const configurationOf = (LaunchConfigurationName: string, more: Partial<LaunchConfiguration> = {}): LaunchConfiguration => ({
  LaunchConfigurationName,
  LaunchConfigurationARN: `arn:aws:autoscaling:${region}:${account}:launchConfiguration:1:launchConfigurationName/${LaunchConfigurationName}`,
  ImageId: 'not read',
  InstanceType: 't3.micro',
  CreatedTime: now,
  ...more,
})
const withScript = configurationOf('old-2019', {
  UserData: script,
  AssociatePublicIpAddress: true,
  MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 2 },
})
collectorSuite(launchConfiguration, {
  listing: listing(DescribeLaunchConfigurationsCommand, {
    token: ['NextToken', 'NextToken'],
    pages: ({ LaunchConfigurationNames: names }) =>
      names
        ? [
            {
              LaunchConfigurations: [withScript, configurationOf('new')].filter((each) =>
                names.includes(each.LaunchConfigurationName ?? ''),
              ),
            },
          ]
        : [{ LaunchConfigurations: [withScript] }, { LaunchConfigurations: [configurationOf('new')] }],
    empty: { LaunchConfigurations: [] },
  }),
  answers: [],
  resources: {
    'old-2019': {
      base: {
        AssociatePublicIpAddress: true,
        MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: undefined, HttpPutResponseHopLimit: 2 },
      },
      facets: { userData: { Secrets: ['named-like-a-secret'] } },
    },
    new: { base: { AssociatePublicIpAddress: undefined, MetadataOptions: undefined }, facets: { userData: null } },
  },
})

const roleOf = (RoleName: string, ...profiles: readonly string[]): RoleDetail => ({
  RoleName,
  Arn: `arn:aws:iam::${account}:role/${RoleName}`,
  Path: '/',
  RoleId: 'AROA',
  CreateDate: now,
  AssumeRolePolicyDocument: '{}',
  InstanceProfileList: profiles.map((InstanceProfileName) => ({
    InstanceProfileName,
    Arn: profileArn(InstanceProfileName),
    Path: '/',
    InstanceProfileId: 'AIPA',
    CreateDate: now,
    Roles: [],
  })),
})
const profileOf = (name: string) => ({
  base: { Role: `arn:aws:iam::${account}:role/${name}` },
  edges: { 'profile-of': [`arn:aws:iam::${account}:role/${name}`] },
})
collectorSuite(instanceProfile, {
  listing: 'unpaged',
  parents: [role],
  answers: [
    on(GetAccountAuthorizationDetailsCommand, {
      RoleDetailList: [roleOf('web', 'web', 'web-spare'), roleOf('deployer')],
      IsTruncated: false,
    }),
  ],
  resources: { web: profileOf('web'), 'web-spare': profileOf('web') },
})
