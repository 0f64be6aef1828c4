// What a bucket is there for, as far as tags and other resources tell: whether it is worth the stricter checks.
import type { Settings } from '../../src/check/check.ts'
import { sensitiveClassOf } from '../../src/check/classification.ts'

interface Bucket {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
}
interface View {
  readonly into: (target: string, kind: 'AWS::CloudTrail::Trail', edge: 'delivers-to') => readonly unknown[]
}

/** For `reads` of a check that asks {@link worthOf}. */
export const trails = { 'AWS::CloudTrail::Trail': [] } as const

/** Why a bucket's content must survive: its data class, or that it holds what CloudTrail recorded. `undefined` where nothing says so. */
export const worthOf = (
  bucket: Bucket,
  graph: View,
  settings: Pick<Settings, 'dataClassTags' | 'sensitiveClasses'>,
): { readonly dataClass: string | null; readonly holdsTrails: boolean } | undefined => {
  const dataClass = sensitiveClassOf(bucket.tags, settings) ?? null
  if (dataClass !== null) return { dataClass, holdsTrails: false }
  return graph.into(bucket.arn, 'AWS::CloudTrail::Trail', 'delivers-to').length > 0 ? { dataClass, holdsTrails: true } : undefined
}
