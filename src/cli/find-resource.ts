// The resource that a person means by a name, an ARN or `service:name`.
import { printable } from '../report/text.ts'
import { nearest } from '../suggest.ts'
import { invalid } from '../user-error.ts'

interface Named {
  readonly arn: string
  readonly name: string
  readonly kind: string
}

/** `AWS::S3::Bucket` is of the service `s3`. */
const serviceOf = (kind: string): string => (kind.split('::')[1] ?? '').toLowerCase()

const fits = ({ arn, name, kind }: Named, wanted: string): boolean => {
  if (arn === wanted || name === wanted) return true
  const colon = wanted.indexOf(':')
  return colon > 0 && serviceOf(kind) === wanted.slice(0, colon).toLowerCase() && name === wanted.slice(colon + 1)
}

/** Throws where nothing is called so, or several are. `what` says among what was looked: `user, role, queue`. */
export const findResource = <T extends Named>(
  resources: readonly T[],
  wanted: string,
  { what, example }: { readonly what: string; readonly example: string },
): T => {
  const found = resources.filter((resource) => fits(resource, wanted))
  const [only] = found
  if (only && found.length === 1) return only
  if (found.length > 1)
    throw invalid(`'${printable(wanted)}' is the name of several`, {
      details: found.map(({ arn, kind }) => `${printable(arn)} (${kind})`),
      next: 'the ARN tells them apart',
    })
  const near = nearest(
    wanted,
    resources.map(({ name }) => name),
  )
  throw invalid(`there is no ${what} '${printable(wanted)}' in the account`, {
    next: near === undefined ? `${example} takes a name or an ARN` : `${example} ${printable(near)}`,
  })
}
