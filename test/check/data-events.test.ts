// Which data events the selectors of a trail take in.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { trailOf, trailReads, type DataEvent } from '../../src/check/data-events.ts'
import { viewOf } from '../../src/check/evaluate.ts'
import type { FacetValue } from '../../src/graph/kinds.ts'
import type { AnyNode } from '../../src/graph/node.ts'
import { account, hide, inventoryOf, resource } from '../support/nodes.ts'

type Selectors = FacetValue<'AWS::CloudTrail::Trail', 'eventSelectors'>
type Fields = Selectors['AdvancedEventSelectors'][number]['FieldSelectors']

const trail = (
  name: string,
  selectors: Partial<Selectors>,
  { home = 'eu-west-1', many = true, logging = true }: { home?: string; many?: boolean; logging?: boolean } = {},
): AnyNode =>
  resource('AWS::CloudTrail::Trail', {
    name,
    arn: `arn:aws:cloudtrail:${home}:${account}:trail/${name}`,
    base: {
      HomeRegion: home,
      IsMultiRegionTrail: many,
      IsOrganizationTrail: false,
      S3BucketName: 'trail',
      SnsTopicARN: undefined,
      CloudWatchLogsLogGroupArn: undefined,
      KmsKeyId: undefined,
    },
    facets: { status: { IsLogging: logging }, eventSelectors: { EventSelectors: [], AdvancedEventSelectors: [], ...selectors } },
  })

const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:orders`
const invoke: DataEvent = { type: 'AWS::Lambda::Function', arn: functionArn, region: 'eu-west-1', readOnly: false, eventName: 'Invoke' }
const read: DataEvent = { type: 'AWS::S3::Object', arn: 'arn:aws:s3:::shop/', region: 'eu-west-1', readOnly: true, eventName: 'GetObject' }

const basic = (Type: string, Values: string[], ReadWriteType?: 'All' | 'ReadOnly' | 'WriteOnly'): Partial<Selectors> => ({
  EventSelectors: [{ ReadWriteType, IncludeManagementEvents: true, DataResources: [{ Type, Values }] }],
})
const data = { Field: 'eventCategory', Equals: ['Data'] }
const ofType = (type: string) => ({ Field: 'resources.type', Equals: [type] })
const advanced = (...fields: Fields): Partial<Selectors> => ({ AdvancedEventSelectors: [{ FieldSelectors: fields }] })
const onFunctions = (...fields: Fields): Partial<Selectors> => advanced(data, ofType(invoke.type), ...fields)
const onObjects = (...fields: Fields): Partial<Selectors> => advanced(data, ofType(read.type), ...fields)

const viewWith = (...trails: readonly AnyNode[]) => viewOf(inventoryOf(trails, { kinds: ['AWS::CloudTrail::Trail'] }), trailReads)
const recorded = (event: DataEvent, ...trails: readonly AnyNode[]): string | undefined => trailOf(viewWith(...trails), event)?.name

describe('a data event is recorded', () => {
  for (const [what, event, selectors] of [
    ['of all functions', invoke, basic(invoke.type, ['arn:aws:lambda'])],
    ['of one function', invoke, basic(invoke.type, [`${functionArn}2`, functionArn], 'WriteOnly')],
    ['of all objects', read, basic(read.type, ['arn:aws:s3'], 'ReadOnly')],
    ['of all objects, as the console says it', read, basic(read.type, ['arn:aws:s3:::'], 'All')],
    ['of one bucket', read, basic(read.type, ['arn:aws:s3:::shop/'])],
    ['by advanced selectors', invoke, onFunctions()],
    ['whatever its name', { ...read, eventName: undefined }, onObjects({ Field: 'readOnly', Equals: ['true'] })],
    ['where other buckets are left out', read, onObjects({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::other/'] })],
    ['by its ARN', invoke, onFunctions({ Field: 'resources.ARN', Equals: [functionArn] })],
    ['by the beginning of its ARN', read, onObjects({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::other/', 'arn:aws:s3:::shop/'] })],
    ['by the end of its ARN', invoke, onFunctions({ Field: 'resources.ARN', EndsWith: [':orders'] })],
    ['by what it does', invoke, onFunctions({ Field: 'readOnly', Equals: ['false'] }, { Field: 'eventName', Equals: ['Invoke'] })],
    [
      'where others are left out',
      invoke,
      onFunctions({ Field: 'resources.ARN', NotEquals: [`${functionArn}2`], NotStartsWith: ['arn:aws:lambda:us-'] }),
    ],
  ] as const) {
    it(what, () => assert.equal(recorded(event, trail('yes', selectors)), 'yes'))
  }
  it('by the one trail of several that does', () => {
    const found = recorded(invoke, trail('a', {}), trail('b', onFunctions()), trail('c', onFunctions(), { logging: false }))
    assert.equal(found, 'b')
  })
  it('by a trail of its region', () => {
    assert.equal(recorded(invoke, trail('here', onFunctions(), { many: false })), 'here')
  })
})

describe('a data event is not recorded', () => {
  for (const [what, event, selectors] of [
    ['by management events', invoke, advanced({ Field: 'eventCategory', Equals: ['Management'] })],
    ['by events of another type', invoke, basic(read.type, ['arn:aws:lambda'])],
    ['where only reads are', invoke, basic(invoke.type, ['arn:aws:lambda'], 'ReadOnly')],
    ['by the selector of a function with a longer name', invoke, basic(invoke.type, [functionArn.slice(0, -1)])],
    ['as a whole by a part of a bucket', read, basic(read.type, ['arn:aws:s3:::shop/images/'])],
    ['by advanced selectors of another type', invoke, advanced(data, ofType('AWS::S3::Object'))],
    ['where its ARN is left out', invoke, onFunctions({ Field: 'resources.ARN', NotEquals: [functionArn] })],
    ['where its kind of ARN is left out', invoke, onFunctions({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:lambda:eu-west-1'] })],
    ['where such names are left out', invoke, onFunctions({ Field: 'resources.ARN', NotEndsWith: ['orders'] })],
    [
      'as a whole where a part of the bucket is left out',
      read,
      onObjects({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::shop/images/'] }),
    ],
    ['as a whole by one name of an object', read, onObjects({ Field: 'resources.ARN', Equals: ['arn:aws:s3:::shop/'] })],
    ['as a whole by the ends of names', read, onObjects({ Field: 'resources.ARN', EndsWith: ['/'] })],
    ['as a whole where some ends of names are left out', read, onObjects({ Field: 'resources.ARN', NotEndsWith: ['.jpg'] })],
    [
      'where its name is not known and names are picked',
      { ...read, eventName: undefined },
      onObjects({ Field: 'eventName', NotEquals: ['HeadObject'] }),
    ],
    ['where it depends on who calls', invoke, onFunctions({ Field: 'userIdentity.arn', NotEquals: ['arn:aws:iam::111122223333:role/x'] })],
    ['where only other events are', read, onObjects({ Field: 'eventName', Equals: ['PutObject'] })],
  ] as const) {
    it(what, () => assert.equal(recorded(event, trail('no', selectors)), undefined))
  }
  it('by a trail that is stopped', () => {
    assert.equal(recorded(invoke, trail('stopped', onFunctions(), { logging: false })), undefined)
  })
  it('by the trail of another region', () => {
    assert.equal(recorded(invoke, trail('there', onFunctions(), { many: false, home: 'us-east-1' })), undefined)
  })
})

it('a trail that could not be read matters only where no other is enough', () => {
  const dark = hide(trail('a', {}), ['eventSelectors'])
  assert.equal(recorded(invoke, dark, trail('b', onFunctions())), 'b')
  assert.throws(() => recorded(invoke, dark, trail('b', {})), { name: 'Missing' })
})
