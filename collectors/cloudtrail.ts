// AWS CloudTrail: trails, with the events that they record.
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  ListTrailsCommand,
  type AdvancedFieldSelector,
  type EventSelector,
  type Trail,
} from '@aws-sdk/client-cloudtrail'
import { pages } from '../src/aws/pages.ts'
import { defineCollector } from '../src/collect/collector.ts'
import { member } from '../src/collect/member.ts'
import { keyArn, partitionOf } from '../src/graph/arn.ts'

type Base = Pick<Trail, 'IsOrganizationTrail' | 'S3BucketName' | 'SnsTopicARN' | 'CloudWatchLogsLogGroupArn' | 'KmsKeyId'> & {
  IsMultiRegionTrail: boolean
  HomeRegion: string
}

declare module '../src/graph/kinds.ts' {
  interface Kinds {
    /** Trails of the account, wherever they were made, and those of its organization that record it. */
    'AWS::CloudTrail::Trail': {
      base: Base
      facets: {
        status: { IsLogging: boolean }
        /** A trail has selectors of one of the two forms. */
        eventSelectors: {
          EventSelectors: readonly Pick<EventSelector, 'ReadWriteType' | 'IncludeManagementEvents' | 'DataResources'>[]
          AdvancedEventSelectors: readonly { FieldSelectors: readonly AdvancedFieldSelector[] }[]
        }
      }
      edges: {
        'delivers-to': 'AWS::S3::Bucket' | 'AWS::SNS::Topic'
        'logs-to': 'AWS::Logs::LogGroup'
        'encrypted-with': 'AWS::KMS::Key'
      }
    }
  }
}

const listed = (trail: Trail) => ({
  arn: member(trail.TrailARN, 'TrailARN'),
  name: member(trail.Name, 'Name'),
  IsMultiRegionTrail: member(trail.IsMultiRegionTrail, 'IsMultiRegionTrail'),
  IsOrganizationTrail: trail.IsOrganizationTrail,
  HomeRegion: member(trail.HomeRegion, 'HomeRegion'),
  S3BucketName: trail.S3BucketName,
  SnsTopicARN: trail.SnsTopicARN,
  CloudWatchLogsLogGroupArn: trail.CloudWatchLogsLogGroupArn,
  KmsKeyId: trail.KmsKeyId,
})

const describe = async (cloudTrail: CloudTrailClient, trailNameList?: string[]) => {
  const { trailList } = await cloudTrail.send(new DescribeTrailsCommand(trailNameList ? { trailNameList } : {}))
  return member(trailList, 'trailList').map(listed)
}

export const trail = defineCollector({
  kind: 'AWS::CloudTrail::Trail',
  client: CloudTrailClient,
  // One listing for the account: asked in each region, a trail of several would be there as often.
  scope: 'global',
  list: {
    calls: ['cloudtrail:DescribeTrails', 'cloudtrail:ListTrails'],
    async *run(cloudTrail) {
      // Those made here, and the shadows of trails of several regions and of the organization.
      const here = await describe(cloudTrail)
      yield* here
      const known = new Set(here.map(({ arn }) => arn))
      // Those of one other region cast no shadow: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html
      const all = await Array.fromAsync(
        pages(cloudTrail, ListTrailsCommand, {}, (page) => page.Trails?.map(({ TrailARN }) => member(TrailARN, 'TrailARN'))),
      )
      const others = all.filter((arn) => !known.has(arn))
      if (others.length === 0) return
      const elsewhere = await describe(cloudTrail, others)
      yield* elsewhere
      if (elsewhere.length < others.length) throw new TypeError('not every trail that was listed was described')
    },
  },
  readIn: ({ HomeRegion }) => HomeRegion,
  facets: {
    status: {
      calls: ['cloudtrail:GetTrailStatus'],
      async read(cloudTrail, { arn }) {
        const { IsLogging } = await cloudTrail.send(new GetTrailStatusCommand({ Name: arn }))
        return { IsLogging: member(IsLogging, 'IsLogging') }
      },
    },
    eventSelectors: {
      calls: ['cloudtrail:GetEventSelectors'],
      async read(cloudTrail, { arn }) {
        const answer = await cloudTrail.send(new GetEventSelectorsCommand({ TrailName: arn }))
        if (answer.TrailARN !== arn) throw new TypeError('the answer is about another trail')
        const { EventSelectors, AdvancedEventSelectors } = answer
        if (!EventSelectors && !AdvancedEventSelectors) throw new TypeError('the answer has no selectors')
        return {
          EventSelectors: (EventSelectors ?? []).map(({ ReadWriteType, IncludeManagementEvents, DataResources }) => ({
            ReadWriteType,
            IncludeManagementEvents,
            DataResources,
          })),
          AdvancedEventSelectors: (AdvancedEventSelectors ?? []).map(({ FieldSelectors }) => ({
            FieldSelectors: member(FieldSelectors, 'FieldSelectors'),
          })),
        }
      },
    },
  },
  edges: {
    'delivers-to': {
      to: ['AWS::S3::Bucket', 'AWS::SNS::Topic'],
      from: 'base',
      ref: ({ S3BucketName, SnsTopicARN, HomeRegion }) =>
        [S3BucketName ? `arn:${partitionOf(HomeRegion)}:s3:::${S3BucketName}` : [], SnsTopicARN ?? []].flat(),
    },
    'logs-to': {
      to: 'AWS::Logs::LogGroup',
      from: 'base',
      ref: ({ CloudWatchLogsLogGroupArn }) => CloudWatchLogsLogGroupArn?.replace(/:\*$/, ''),
    },
    'encrypted-with': {
      to: 'AWS::KMS::Key',
      from: 'base',
      ref: ({ KmsKeyId, HomeRegion }, { account }) => keyArn(KmsKeyId, { account, region: HomeRegion }),
    },
  },
  gone: ['TrailNotFoundException'],
})

export default [trail]
