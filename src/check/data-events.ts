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
  readonly eventName: string
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

/** Whether every event like this one meets a condition. What is left out of a prefix is left out of all of it. */
const meets = ({ Field: name, ...operators }: Field, event: DataEvent): boolean => {
  const values: Readonly<Record<string, string>> = {
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
  const wanted = [...Equals, ...StartsWith, ...EndsWith]
  const asked =
    Equals.includes(value) || StartsWith.some((prefix) => value.startsWith(prefix)) || EndsWith.some((suffix) => value.endsWith(suffix))
  const left =
    [...NotEquals, ...NotStartsWith].some((text) => value.startsWith(text) && (NotStartsWith.includes(text) || value === text)) ||
    (event.type === 'AWS::S3::Object' &&
      name === 'resources.ARN' &&
      [...NotEquals, ...NotStartsWith].some((text) => text.startsWith(value))) ||
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
