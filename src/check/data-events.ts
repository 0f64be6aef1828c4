// Whether CloudTrail records what is done with a resource: data events, as the selectors of trails have them.
import type { FacetValue } from '../graph/kinds.ts'
import type { GraphView, Subject } from './check.ts'

/** Something that is done with a resource. */
export interface DataEvent {
  readonly type: 'AWS::DynamoDB::Table' | 'AWS::Lambda::Function' | 'AWS::S3::Object'
  /** Of S3 a prefix: `arn:aws:s3:::<bucket>/` stands for all objects of a bucket. */
  readonly arn: string
  readonly region: string
  readonly readOnly: boolean
  /** Left out: whatever its name. */
  readonly eventName?: string | undefined
}

/** What has to be read for it. */
export const trailReads = { 'AWS::CloudTrail::Trail': ['status', 'eventSelectors'] } as const

type Selectors = FacetValue<'AWS::CloudTrail::Trail', 'eventSelectors'>

/** `arn:aws:lambda` stands for all functions; the objects of a bucket by their prefix, everything else by its whole ARN. */
const covers = (value: string, { type, arn }: DataEvent): boolean =>
  value === arn || ((type === 'AWS::S3::Object' || value.split(':').length <= 3) && `${arn}:`.startsWith(value))

const inBasic = ({ EventSelectors }: Selectors, event: DataEvent): boolean =>
  EventSelectors.some(
    // CloudTrail's default is All.
    ({ ReadWriteType = 'All', DataResources = [] }) =>
      (ReadWriteType === 'All' || (ReadWriteType === 'ReadOnly') === event.readOnly) &&
      DataResources.some(({ Type, Values = [] }) => Type === event.type && Values.some((value) => covers(value, event))),
  )

type Field = Selectors['AdvancedEventSelectors'][number]['FieldSelectors'][number]

/** Whether a condition lets through all objects of a bucket, of which the prefix is known: none by its whole name or its end, and none is left out. */
const meetsAll = (
  { Equals, StartsWith, EndsWith, NotEquals = [], NotStartsWith = [], NotEndsWith }: Omit<Field, 'Field'>,
  prefix: string,
): boolean =>
  !Equals &&
  !EndsWith &&
  !NotEndsWith &&
  (!StartsWith || StartsWith.some((one) => prefix.startsWith(one))) &&
  ![...NotEquals, ...NotStartsWith].some((one) => one.startsWith(prefix) || prefix.startsWith(one))

/** Whether every event like this one meets a condition. */
const meets = ({ Field: name, ...operators }: Field, event: DataEvent): boolean => {
  const values: Readonly<Record<string, string | undefined>> = {
    eventCategory: 'Data',
    'resources.type': event.type,
    'resources.ARN': event.arn,
    readOnly: String(event.readOnly),
    eventName: event.eventName,
  }
  const value = name === undefined ? undefined : values[name]
  // It depends on what is not known beforehand: who calls, by which event source.
  if (value === undefined) return false
  const { Equals = [], StartsWith = [], EndsWith = [], NotEquals = [], NotStartsWith = [], NotEndsWith = [] } = operators
  if (event.type === 'AWS::S3::Object' && name === 'resources.ARN') return meetsAll(operators, value)
  const wanted = [...Equals, ...StartsWith, ...EndsWith]
  const asked =
    Equals.includes(value) || StartsWith.some((prefix) => value.startsWith(prefix)) || EndsWith.some((suffix) => value.endsWith(suffix))
  const left =
    NotEquals.includes(value) ||
    NotStartsWith.some((prefix) => value.startsWith(prefix)) ||
    NotEndsWith.some((suffix) => value.endsWith(suffix))
  return (wanted.length === 0 || asked) && !left
}

const inAdvanced = ({ AdvancedEventSelectors }: Selectors, event: DataEvent): boolean =>
  AdvancedEventSelectors.some(({ FieldSelectors }) => FieldSelectors.every((field) => meets(field, event)))

type Trail = Subject<'AWS::CloudTrail::Trail', 'status' | 'eventSelectors'>

const records = ({ base, status, eventSelectors }: Trail, event: DataEvent): boolean =>
  (base.IsMultiRegionTrail || base.HomeRegion === event.region) &&
  status.IsLogging &&
  (inBasic(eventSelectors, event) || inAdvanced(eventSelectors, event))

/** The first trail that records every such event; `undefined` where none does. Unknown where none is known to, and one of them may. */
export const trailOf = (graph: GraphView<typeof trailReads>, event: DataEvent): Trail | undefined => {
  const trails = graph.all('AWS::CloudTrail::Trail')
  // One that could not be read does not matter where another one is enough.
  return trails.find((trail) => graph.ifKnown(() => records(trail, event))) ?? trails.find((trail) => records(trail, event))
}
