// How AWS's services page: what stands for "there is more" in an answer, and where it goes in the next request.

/** Output member → input member, the more telling one first: some services echo the request's `Marker` next to `NextMarker`. */
const styles: readonly (readonly [output: string, input: string])[] = [
  ['NextToken', 'NextToken'],
  ['nextToken', 'nextToken'],
  ['NextContinuationToken', 'ContinuationToken'],
  ['ContinuationToken', 'ContinuationToken'],
  ['NextMarker', 'Marker'],
  ['Marker', 'Marker'],
  ['PaginationToken', 'PaginationToken'],
  ['NextPageToken', 'PageToken'],
  ['nextPageToken', 'pageToken'],
  ['LastEvaluatedTableName', 'ExclusiveStartTableName'],
  ['LastEvaluatedGlobalTableName', 'ExclusiveStartGlobalTableName'],
  ['LastEvaluatedBackupArn', 'ExclusiveStartBackupArn'],
  ['LastEvaluatedStreamArn', 'ExclusiveStartStreamArn'],
  ['position', 'position'],
]

/** Where the name of the last item stands for the next page. */
const byLastName = [
  { flag: 'HasMoreDeliveryStreams', list: 'DeliveryStreamNames', input: 'ExclusiveStartDeliveryStreamName' },
  { flag: 'HasMoreStreams', list: 'StreamNames', input: 'ExclusiveStartStreamName' },
] as const

const flags = ['IsTruncated', 'Truncated', ...byLastName.map(({ flag }) => flag)] as const

export type Next =
  | { readonly more: false }
  | { readonly more: true; readonly token: string; readonly input: Readonly<Record<string, string>> }
  /** The answer says that there is more, and not how to get it. */
  | { readonly more: 'unreachable' }

/** Where the next page is. */
export const nextPage = (page: object): Next => {
  const truncated = flags.map((flag): unknown => Reflect.get(page, flag)).find((value) => typeof value === 'boolean')
  if (truncated === false) return { more: false }
  for (const [output, input] of styles) {
    const token: unknown = Reflect.get(page, output)
    if (typeof token === 'string' && token !== '') return { more: true, token, input: { [input]: token } }
  }
  for (const { flag, list, input } of byLastName) {
    const names: unknown = Reflect.get(page, flag) === true ? Reflect.get(page, list) : undefined
    const last: unknown = Array.isArray(names) ? names.at(-1) : undefined
    if (typeof last === 'string' && last !== '') return { more: true, token: last, input: { [input]: last } }
  }
  return { more: truncated === true ? 'unreachable' : false }
}

const sizes = ['MaxResults', 'maxResults', 'MaxItems', 'Limit', 'limit', 'PageSize'] as const

/** The same request with another page size, so that nothing in between can answer both from one cache. */
export const withOtherSize = <I extends object>(input: I): I => {
  const name = sizes.find((size) => typeof Reflect.get(input, size) === 'number') ?? 'MaxResults'
  const size: unknown = Reflect.get(input, name)
  return { ...input, [name]: typeof size === 'number' && size > 1 ? size - 1 : 100 }
}
