// Trails, read through the real runner: each once, wherever it was made.
import { DescribeTrailsCommand, GetEventSelectorsCommand, GetTrailStatusCommand, ListTrailsCommand } from '@aws-sdk/client-cloudtrail'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trail } from '../../collectors/cloudtrail.ts'
import { json } from '../support/answers.ts'
import { account, foreignAccount, now } from '../support/nodes.ts'
import { collectorSuite, on, read } from '../support/collector-suite.ts'
import { wireScan } from '../support/wire-scan.ts'

const arn = (name: string, region: string, owner = account): string => `arn:aws:cloudtrail:${region}:${owner}:trail/${name}`
const all = {
  Name: 'all',
  TrailARN: arn('all', 'eu-west-1'),
  HomeRegion: 'eu-west-1',
  IsMultiRegionTrail: true,
  IsOrganizationTrail: false,
  S3BucketName: 'shop-trail',
  SnsTopicARN: 'arn:aws:sns:eu-west-1:111122223333:trail',
  CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:trail:*',
  KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/trail',
  HasInsightSelectors: false,
}
const organization = {
  Name: 'organization',
  TrailARN: arn('organization', 'us-east-1', foreignAccount),
  HomeRegion: 'us-east-1',
  IsMultiRegionTrail: true,
  IsOrganizationTrail: true,
  S3BucketName: 'organization-trail',
}
/** Of another partition: ARNs of buckets name no region that would tell. */
const government = {
  ...organization,
  Name: 'government',
  TrailARN: 'arn:aws-us-gov:cloudtrail:us-gov-west-1:222222222222:trail/government',
  HomeRegion: 'us-gov-west-1',
}
const elsewhere = { Name: 'old', TrailARN: arn('old', 'eu-north-1'), HomeRegion: 'eu-north-1', IsMultiRegionTrail: false }
const basic = {
  ReadWriteType: 'All' as const,
  IncludeManagementEvents: true,
  DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }],
}
const advanced = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }

const describe = on(DescribeTrailsCommand, ({ trailNameList }) => {
  assert.ok(trailNameList === undefined || trailNameList.join() === elsewhere.TrailARN, 'only what was not there yet')
  return { trailList: trailNameList ? [elsewhere] : [all, organization, government] }
})
const list = on(ListTrailsCommand, ({ NextToken }) =>
  NextToken === undefined
    ? { Trails: [{ TrailARN: all.TrailARN, Name: 'all', HomeRegion: 'eu-west-1' }], NextToken: 'more' }
    : { Trails: [{ TrailARN: elsewhere.TrailARN, Name: 'old', HomeRegion: 'eu-north-1' }] },
)
const suite = {
  listing: 'unpaged' as const,
  answers: [
    describe,
    list,
    on(GetTrailStatusCommand, ({ Name }) => ({ IsLogging: Name !== elsewhere.TrailARN, LatestDeliveryTime: now })),
    on(GetEventSelectorsCommand, ({ TrailName }) =>
      TrailName === all.TrailARN
        ? { TrailARN: TrailName, EventSelectors: [{ ...basic, ExcludeManagementEventSources: [] }] }
        : { TrailARN: TrailName, AdvancedEventSelectors: [{ Name: 'not read', ...advanced }] },
    ),
  ],
  resources: {
    all: {
      base: { HomeRegion: 'eu-west-1', IsMultiRegionTrail: true, IsOrganizationTrail: false },
      facets: { status: { IsLogging: true }, eventSelectors: { EventSelectors: [basic], AdvancedEventSelectors: [] } },
      edges: {
        'delivers-to': ['arn:aws:s3:::shop-trail', 'arn:aws:sns:eu-west-1:111122223333:trail'],
        'logs-to': ['arn:aws:logs:eu-west-1:111122223333:log-group:trail'],
        'encrypted-with': ['arn:aws:kms:eu-west-1:111122223333:key/trail'],
      },
    },
    organization: {
      base: { IsOrganizationTrail: true },
      facets: { eventSelectors: { EventSelectors: [], AdvancedEventSelectors: [advanced] } },
    },
    government: { edges: { 'delivers-to': ['arn:aws-us-gov:s3:::organization-trail'] } },
    old: { facets: { status: { IsLogging: false } }, edges: { 'delivers-to': [], 'logs-to': [], 'encrypted-with': [] } },
  },
}
collectorSuite(trail, suite)

test('does not know all trails where one that was listed is not described', async () => {
  const { inventory } = await read(trail, suite, {
    facets: [],
    answers: [on(DescribeTrailsCommand, ({ trailNameList }) => ({ trailList: trailNameList ? [] : [all] })), list],
  })
  assert.deepEqual(
    inventory.listings.map(({ complete }) => complete),
    [false],
  )
})

test('does not take the answer about another trail, or one without selectors', async () => {
  for (const answer of [{ TrailARN: elsewhere.TrailARN, EventSelectors: [basic] }, { TrailARN: all.TrailARN }]) {
    const { nodes } = await wireScan([{ ...trail, facets: { eventSelectors: trail.facets['eventSelectors'] ?? assert.fail() } }], {
      'cloudtrail:DescribeTrails': json({ trailList: [all] }),
      'cloudtrail:ListTrails': json({ Trails: [] }),
      'cloudtrail:GetEventSelectors': json(answer),
    })
    assert.equal(nodes.get(all.TrailARN)?.facets['eventSelectors']?.state, 'unknown')
  }
})
