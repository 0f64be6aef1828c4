// Whether a trail records what happens to the objects of a bucket.
import type { FacetValue } from '../../src/graph/kinds.ts'

type Selectors = FacetValue<'AWS::CloudTrail::Trail', 'eventSelectors'>
type FieldSelector = Selectors['AdvancedEventSelectors'][number]['FieldSelectors'][number]

const objects = 'AWS::S3::Object'

/** Whether a field selector lets through whatever concerns the objects of a bucket, `arn:aws:s3:::<bucket>/`. */
const letsThrough = (selector: FieldSelector, prefix: string): boolean => {
  const { Field, Equals, StartsWith, NotStartsWith, EndsWith, NotEquals, NotEndsWith } = selector
  switch (Field) {
    case 'eventCategory':
      return Equals?.includes('Data') === true
    case 'resources.type':
      return Equals?.includes(objects) === true
    case 'resources.ARN':
      return (
        !Equals &&
        !EndsWith &&
        !NotEndsWith &&
        (!StartsWith || StartsWith.some((one) => prefix.startsWith(one))) &&
        ![...(NotStartsWith ?? []), ...(NotEquals ?? [])].some((one) => one.startsWith(prefix) || prefix.startsWith(one))
      )
    default:
      // Only reads, only writes, only some events or callers: not all that happens.
      return false
  }
}

/**
 * Whether every read and write of every object is recorded.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export const recordsObjects = ({ EventSelectors, AdvancedEventSelectors }: Selectors, bucketArn: string): boolean => {
  const prefix = `${bucketArn}/`
  return (
    EventSelectors.some(
      ({ ReadWriteType, DataResources }) =>
        ReadWriteType === 'All' &&
        DataResources?.some(({ Type, Values }) => Type === objects && Values?.some((value) => prefix.startsWith(value))),
    ) ||
    AdvancedEventSelectors.some(
      ({ FieldSelectors }) =>
        FieldSelectors.some(({ Field }) => Field === 'resources.type') && FieldSelectors.every((selector) => letsThrough(selector, prefix)),
    )
  )
}
