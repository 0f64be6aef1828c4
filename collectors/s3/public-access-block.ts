// The four settings of block public access, as accounts, buckets and access points have them.
import { member } from '../../src/collect/member.ts'

export type PublicAccessBlock = Readonly<
  Record<'BlockPublicAcls' | 'IgnorePublicAcls' | 'BlockPublicPolicy' | 'RestrictPublicBuckets', boolean>
>

/** AWS always sends all four. */
export const blockOf = (
  configuration: { readonly [F in keyof PublicAccessBlock]?: boolean | undefined } | undefined,
): PublicAccessBlock => {
  const block = member(configuration, 'PublicAccessBlockConfiguration')
  return {
    BlockPublicAcls: member(block.BlockPublicAcls, 'BlockPublicAcls'),
    IgnorePublicAcls: member(block.IgnorePublicAcls, 'IgnorePublicAcls'),
    BlockPublicPolicy: member(block.BlockPublicPolicy, 'BlockPublicPolicy'),
    RestrictPublicBuckets: member(block.RestrictPublicBuckets, 'RestrictPublicBuckets'),
  }
}
