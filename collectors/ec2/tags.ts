// Tags as EC2's own descriptions carry them.
import type { Tag } from '@aws-sdk/client-ec2'
import { member } from '../../src/collect/member.ts'

/** EC2 leaves the list out where a resource has no tags. */
export const tagsOf = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [member(Key, 'Key'), Value ?? '']))
