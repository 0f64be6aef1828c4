// What holds for a bucket once its account's settings are counted in.
import type { FacetValue } from '../graph/kinds.ts'

type Block = FacetValue<'AWS::S3::Bucket', 'publicAccessBlock'>
export type Flag = keyof NonNullable<Block>
export const flags = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const satisfies readonly Flag[]

/** For `reads` of a check that asks {@link isOn}. */
export const accountBlock = { 'AWS::S3::AccountPublicAccessBlock': ['publicAccessBlock'] } as const

interface View {
  readonly all: (kind: 'AWS::S3::AccountPublicAccessBlock') => readonly { readonly publicAccessBlock: Block }[]
  readonly ifKnown: <T>(read: () => T) => T | undefined
}

/**
 * Whether a setting of block public access holds for a bucket: S3 applies the stricter of bucket and account, so one of them that is on is enough, whether or not
 * the other could be read. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export const isOn = (flag: Flag, bucket: { readonly publicAccessBlock: Block }, graph: View): boolean => {
  const ofAccount = (): boolean =>
    graph.all('AWS::S3::AccountPublicAccessBlock').some(({ publicAccessBlock }) => publicAccessBlock?.[flag] === true)
  return graph.ifKnown(ofAccount) === true || bucket.publicAccessBlock?.[flag] === true || ofAccount()
}
