// Amazon S3: access points, with their own policies and their own block public access.
import {
  GetAccessPointCommand,
  GetAccessPointPolicyCommand,
  ListAccessPointsCommand,
  S3ControlClient,
  type NetworkOrigin,
} from '@aws-sdk/client-s3-control'
import { pages } from '../../src/aws/pages.ts'
import { defineCollector } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { ec2Arn, partitionOf } from '../../src/graph/arn.ts'
import type { PolicyText } from '../../src/iam/policy.ts'
import { blockOf, type PublicAccessBlock } from './public-access-block.ts'

declare module '../../src/graph/kinds.ts' {
  interface Kinds {
    'AWS::S3::AccessPoint': {
      base: {
        Bucket: string
        NetworkOrigin: NetworkOrigin
        /** The only VPC that it takes requests from. */
        VpcId: string | undefined
      }
      facets: { publicAccessBlock: PublicAccessBlock; policy: PolicyText | null }
      edges: { 'attached-to': 'AWS::S3::Bucket'; 'in-vpc': 'AWS::EC2::VPC' }
    }
  }
}

export default defineCollector({
  kind: 'AWS::S3::AccessPoint',
  client: S3ControlClient,
  list: {
    calls: ['s3-control:ListAccessPoints'],
    run: (s3, at) =>
      pages(s3, ListAccessPointsCommand, { AccountId: at.account, MaxResults: 1000 }, (page) =>
        page.AccessPointList?.map((point) => ({
          arn: member(point.AccessPointArn, 'AccessPointArn'),
          name: member(point.Name, 'Name'),
          Bucket: member(point.Bucket, 'Bucket'),
          NetworkOrigin: member(point.NetworkOrigin, 'NetworkOrigin'),
          VpcId: point.VpcConfiguration?.VpcId,
        })),
      ),
  },
  facets: {
    publicAccessBlock: {
      calls: ['s3-control:GetAccessPoint'],
      read: async (s3, { name }, at) =>
        blockOf((await s3.send(new GetAccessPointCommand({ AccountId: at.account, Name: name }))).PublicAccessBlockConfiguration),
    },
    policy: {
      calls: ['s3-control:GetAccessPointPolicy'],
      read: async (s3, { name }, at) =>
        member((await s3.send(new GetAccessPointPolicyCommand({ AccountId: at.account, Name: name }))).Policy, 'Policy'),
      absent: ['NoSuchAccessPointPolicy'],
    },
  },
  edges: {
    'attached-to': { to: 'AWS::S3::Bucket', from: 'base', ref: ({ Bucket }, { region }) => `arn:${partitionOf(region)}:s3:::${Bucket}` },
    'in-vpc': {
      to: 'AWS::EC2::VPC',
      from: 'base',
      ref: ({ VpcId }, item) => (VpcId === undefined ? undefined : ec2Arn('vpc', VpcId, item)),
    },
  },
  gone: ['NoSuchAccessPoint'],
})
