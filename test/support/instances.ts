// Instances, their templates and disks as AWS makes them by default, with whatever a test changes.
import type { BaseOf, FacetsOf } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, now, region, resource } from './nodes.ts'

export const ec2Arn = (type: string, id: string, at: string = region): string => `arn:aws:ec2:${at}:${account}:${type}/${id}`
export const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)

export const profileArn = (name: string): string => `arn:aws:iam::${account}:instance-profile/${name}`

type InstanceFacets = FacetsOf<'AWS::EC2::Instance'>
/** `facets` names those that were read. */
export const instance = (
  name: string,
  base: Partial<BaseOf<'AWS::EC2::Instance'>> = {},
  facets: Partial<InstanceFacets> = {},
  at: string = region,
): AnyNode =>
  resource('AWS::EC2::Instance', {
    name,
    arn: ec2Arn('instance', name, at),
    region: at,
    base: {
      ImageId: 'ami-0a1b2c3d4e5f60001',
      State: 'running',
      LaunchTime: daysAgo(10),
      MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 2 },
      PublicIpAddress: undefined,
      SubnetId: 'subnet-1',
      VpcId: 'vpc-1',
      IamInstanceProfile: undefined,
      SecurityGroupIds: [],
      NetworkInterfaces: [],
      Tags: {},
      ...base,
    },
    facets,
  })

type Version = FacetsOf<'AWS::EC2::LaunchTemplate'>['versions'][number]
export const version = (VersionNumber: number, changed: Partial<Version> = {}): Version => ({
  VersionNumber,
  DefaultVersion: VersionNumber === 1,
  MetadataOptions: { HttpTokens: 'required', HttpEndpoint: undefined, HttpPutResponseHopLimit: 1 },
  PublicInterfaces: 0,
  Volumes: [],
  ...changed,
})

export const template = (
  name: string,
  versions: readonly Version[] = [version(1)],
  facets: Partial<FacetsOf<'AWS::EC2::LaunchTemplate'>> = {},
): AnyNode =>
  resource('AWS::EC2::LaunchTemplate', {
    name,
    arn: ec2Arn('launch-template', name),
    base: { DefaultVersionNumber: 1, LatestVersionNumber: Math.max(...versions.map(({ VersionNumber }) => VersionNumber)) },
    facets: { versions, ...facets },
  })

export const launchConfiguration = (
  name: string,
  base: Partial<BaseOf<'AWS::AutoScaling::LaunchConfiguration'>> = {},
  facets: Partial<FacetsOf<'AWS::AutoScaling::LaunchConfiguration'>> = {},
): AnyNode =>
  resource('AWS::AutoScaling::LaunchConfiguration', {
    name,
    base: { AssociatePublicIpAddress: undefined, MetadataOptions: undefined, ...base },
    facets,
  })

/** Unencrypted, and as old as the hills. */
export const volume = (
  name: string,
  base: Partial<BaseOf<'AWS::EC2::Volume'>> = {},
  facets: Partial<FacetsOf<'AWS::EC2::Volume'>> = { protectedResource: null },
  at: string = region,
): AnyNode =>
  resource('AWS::EC2::Volume', {
    name,
    arn: ec2Arn('volume', name, at),
    region: at,
    base: { State: 'in-use', KmsKeyId: undefined, Encrypted: false, CreateTime: daysAgo(400), Attachments: [], ...base },
    facets,
  })

export const snapshot = (name: string, base: Partial<BaseOf<'AWS::EC2::Snapshot'>> = {}, restorableByAll = false): AnyNode =>
  resource('AWS::EC2::Snapshot', {
    name,
    arn: ec2Arn('snapshot', name),
    base: { State: 'completed', KmsKeyId: undefined, Encrypted: false, StartTime: daysAgo(1), VolumeId: undefined, ...base },
    facets: { restorableByAll },
  })

export const regionDefaults = (facets: Partial<FacetsOf<'AWS::EC2::RegionDefaults'>>, at: string = region): AnyNode =>
  resource('AWS::EC2::RegionDefaults', { name: at, arn: `arn:aws:ec2:${at}:${account}:defaults`, region: at, facets })
