// Places in Amazon S3 as other services write them: `s3://<bucket>/<prefix>`.
import { partitionOf } from './arn.ts'
import type { Scope } from './node.ts'

interface S3Place {
  readonly bucket: string
  /** Without a slash in front; empty for the whole bucket. */
  readonly prefix: string
}

/** Takes an S3 URI apart; `undefined` for anything else, such as an access point by its ARN. Hadoop's spellings `s3a` and `s3n` mean the same. */
export const parseS3Uri = (text: string | undefined): S3Place | undefined => {
  const [, bucket, prefix] = /^s3[an]?:\/\/([^/:]+)(?:\/(.*))?$/is.exec(text ?? '') ?? []
  return bucket === undefined ? undefined : { bucket, prefix: prefix ?? '' }
}

/** The ARN of the bucket that an S3 URI names. */
export const bucketArn = (text: string | undefined, { region }: Pick<Scope, 'region'>): string | undefined => {
  const place = parseS3Uri(text)
  return place && `arn:${partitionOf(region)}:s3:::${place.bucket}`
}
