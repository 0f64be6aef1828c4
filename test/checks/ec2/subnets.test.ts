// Private tiers, and room for what grows.
import { subnetHeadroom, subnetTiering } from '../../../checks/ec2/subnets.ts'
import { byInternetGateway, byNat, networkInterface, subnet } from '../../support/network.ts'
import { foreignAccount } from '../../support/nodes.ts'
import { given, verify } from '../../support/verify.ts'

const busy = networkInterface('eni-1')
const managed = networkInterface('eni-1', { RequesterManaged: true, InterfaceType: 'natGateway' })

verify(subnetTiering, {
  pass: [
    given(subnet('subnet-1', byNat), { with: [busy], evidence: { MapPublicIpOnLaunch: false, public: false, declared: false } }),
    given(subnet('subnet-1', byInternetGateway), {
      title: 'workloads in public, where there is a private one',
      with: [busy, subnet('subnet-2', byNat)],
    }),
    given(subnet('subnet-1', byInternetGateway), { title: 'public, with nothing but a NAT gateway', with: [managed] }),
    given(subnet('subnet-1', byInternetGateway, { MapPublicIpOnLaunch: true, Tags: { Name: 'bastions' } }), {
      title: 'declared',
      with: [busy, subnet('subnet-2')],
      settings: { publicEntryPoints: ['bastion*'] },
    }),
  ],
  fail: [
    given(subnet('subnet-1', byInternetGateway, { MapPublicIpOnLaunch: true }), {
      title: 'hands out addresses',
      with: [busy, subnet('subnet-2')],
      evidence: { MapPublicIpOnLaunch: true, public: true, declared: false },
      discriminators: ['public addresses'],
    }),
    given(subnet('subnet-1', byInternetGateway), {
      title: 'no private tier',
      with: [busy, subnet('subnet-2', byInternetGateway)],
      evidence: { VpcId: 'vpc-1', privateSubnets: 0 },
      discriminators: ['no private tier'],
    }),
    given(subnet('subnet-1', byInternetGateway, { MapPublicIpOnLaunch: true }), {
      title: 'functions in a public subnet that hands out addresses',
      with: [networkInterface('eni-1', { RequesterManaged: true, InterfaceType: 'lambda' })],
      discriminators: ['public addresses', 'no private tier'],
    }),
  ],
  notApplicable: [
    given(subnet('subnet-1', byInternetGateway, { MapPublicIpOnLaunch: true }), { title: 'a network that nobody uses' }),
    given(subnet('subnet-1', byInternetGateway, { MapPublicIpOnLaunch: true, OwnerId: foreignAccount }), { title: 'shared', with: [busy] }),
  ],
})

const free = (AvailableIpAddressCount: number, CidrBlock = '10.0.0.0/24') => subnet('subnet-1', [], { AvailableIpAddressCount, CidrBlock })

verify(subnetHeadroom, {
  pass: [
    given(free(251), { with: [busy], evidence: { CidrBlock: '10.0.0.0/24', least: 51, enough: true } }),
    given(free(51), { title: 'a fifth', with: [busy] }),
    given(free(8, '10.0.0.0/28'), { title: 'a small one', with: [busy] }),
  ],
  fail: [
    given(free(50), { title: 'less than a fifth', with: [busy], evidence: { CidrBlock: '10.0.0.0/24', least: 51, enough: false } }),
    given(free(7, '10.0.0.0/28'), { title: 'a small one with half of it free', with: [busy] }),
    given(free(0), { title: 'none', with: [busy] }),
  ],
  notApplicable: [
    given(free(3), { title: 'nothing in it' }),
    given(subnet('subnet-1', [], { CidrBlock: undefined }), { title: 'IPv6 alone', with: [busy] }),
  ],
})
