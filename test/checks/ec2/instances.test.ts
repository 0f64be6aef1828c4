// Instances, and the templates and configurations that start them.
import { launchMetadata } from '../../../checks/ec2/launch-templates.ts'
import { instanceImage, instanceMetadata, instanceProfile, instancePublicAddress, userDataSecrets } from '../../../checks/ec2/instances.ts'
import { daysAgo, instance, launchConfiguration, profileArn, regionDefaults, template, version } from '../../support/instances.ts'
import { given, verify } from '../../support/verify.ts'

const options = (HttpTokens: 'optional' | 'required', HttpEndpoint: 'enabled' | 'disabled' = 'enabled', HttpPutResponseHopLimit = 1) => ({
  HttpTokens,
  HttpEndpoint,
  HttpPutResponseHopLimit,
})

verify(instanceMetadata, {
  pass: [
    instance('requires tokens'),
    given(instance('has no metadata service', { MetadataOptions: options('optional', 'disabled') }), {
      evidence: { HttpEndpoint: 'disabled' },
    }),
  ],
  fail: [
    given(instance('takes requests without a token', { MetadataOptions: options('optional') }), {
      evidence: { HttpTokens: 'optional', HttpEndpoint: 'enabled' },
    }),
    instance('is stopped', { State: 'stopped', MetadataOptions: options('optional') }),
  ],
  unknown: [instance('nobody says', { MetadataOptions: { HttpTokens: undefined, HttpEndpoint: undefined } })],
})

const open = { MetadataOptions: undefined }
const demandedByDefault = regionDefaults({ instanceMetadata: { HttpTokens: 'required' } })
const openByDefault = regionDefaults({ instanceMetadata: { HttpTokens: undefined } })
const elsewhere = regionDefaults({ instanceMetadata: { HttpTokens: 'required' } }, 'us-east-1')

verify(launchMetadata, {
  pass: [
    given(template('demands tokens', [version(1), version(4)]), { evidence: { HttpTokens: 'required', versions: ['1', '4'] } }),
    template('without metadata service', [version(1, { MetadataOptions: options('optional', 'disabled') })]),
    given(template('leaves it to the account', [version(1, open)]), {
      with: [demandedByDefault],
      evidence: { HttpTokens: null, defaultHttpTokens: 'required' },
    }),
    launchConfiguration('demands tokens', { MetadataOptions: options('required') }),
    launchConfiguration('without metadata service', { MetadataOptions: options('optional', 'disabled', 2) }),
    given(launchConfiguration('leaves it to the account'), { with: [demandedByDefault] }),
  ],
  fail: [
    given(template('the latest version does not', [version(1), version(12, { MetadataOptions: options('optional') })]), {
      with: [demandedByDefault],
      evidence: { HttpTokens: 'optional', versions: ['12'] },
    }),
    given(template('nobody says', [version(1, open)]), {
      with: [openByDefault, elsewhere],
      evidence: { HttpTokens: null, defaultHttpTokens: null },
    }),
    launchConfiguration('takes both', { MetadataOptions: options('optional') }),
    given(launchConfiguration('hands it on', { MetadataOptions: options('required', 'enabled', 2) }), {
      evidence: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    }),
    given(launchConfiguration('nobody says'), { with: [openByDefault] }),
  ],
})

const network = (PublicIps: readonly string[]) => ({
  NetworkInterfaceId: 'eni-1',
  SubnetId: 'subnet-1',
  GroupIds: [],
  PublicIps,
  Ipv6Addresses: [],
})

verify(instancePublicAddress, {
  pass: [
    given(instance('private'), { evidence: { publicAddresses: [] } }),
    template('says nothing'),
    launchConfiguration('leaves it to the subnet'),
    launchConfiguration('wants none', { AssociatePublicIpAddress: false }),
  ],
  fail: [
    given(instance('public', { PublicIpAddress: '203.0.113.7', NetworkInterfaces: [network(['203.0.113.7'])] }), {
      evidence: { publicAddresses: ['203.0.113.7'] },
    }),
    instance('on its second interface', { NetworkInterfaces: [network([]), network(['203.0.113.8'])] }),
    given(template('wants one', [version(1), version(2, { PublicInterfaces: 1 })]), {
      evidence: { AssociatePublicIpAddress: true, versions: ['2'] },
    }),
    launchConfiguration('wants one', { AssociatePublicIpAddress: true }),
  ],
})

verify(instanceProfile, {
  pass: [instance('has a profile', { IamInstanceProfile: profileArn('web') })],
  fail: [given(instance('has none'), { evidence: { IamInstanceProfile: null } })],
})

const userData = { VersionsRead: 3, VersionsWithSecrets: [] }
verify(userDataSecrets, {
  pass: [
    instance('without user data', {}, { userData: null }),
    instance('with a clean script', {}, { userData: { Secrets: [] } }),
    given(template('clean', undefined, { userData }), { evidence: { versions: 3 } }),
    launchConfiguration('clean', {}, { userData: { Secrets: [] } }),
  ],
  fail: [
    given(instance('with a key', {}, { userData: { Secrets: ['aws-access-key'] } }), { evidence: { looksLike: ['aws-access-key'] } }),
    given(
      template('in old versions', undefined, {
        userData: {
          VersionsRead: 3,
          VersionsWithSecrets: [
            { VersionNumber: 2, Secrets: ['named-like-a-secret'] },
            { VersionNumber: 1, Secrets: ['aws-access-key', 'named-like-a-secret'] },
          ],
        },
      }),
      { evidence: { versions: ['2', '1'], looksLike: ['aws-access-key', 'named-like-a-secret'] } },
    ),
    launchConfiguration('with a password', {}, { userData: { Secrets: ['named-like-a-secret'] } }),
  ],
})

const image = (age: number, DeprecationTime?: Date) => ({
  image: {
    CreationDate: daysAgo(age).toISOString(),
    DeprecationTime: DeprecationTime?.toISOString(),
    OwnerId: '137112412989',
    ImageOwnerAlias: 'amazon',
  },
})
verify(instanceImage, {
  pass: [instance('new', {}, image(30, daysAgo(-700))), instance('half a year', {}, image(180)), instance('private image', {}, image(1))],
  fail: [
    given(instance('old', {}, image(181)), {
      evidence: {
        ImageId: 'ami-0a1b2c3d4e5f60001',
        CreationDate: daysAgo(181).toISOString(),
        DeprecationTime: null,
        oldestInDays: 180,
      },
    }),
    instance('deprecated', {}, image(100, daysAgo(0))),
    given(instance('withdrawn', {}, { image: null }), { evidence: { ImageId: 'ami-0a1b2c3d4e5f60001', available: false } }),
  ],
})
