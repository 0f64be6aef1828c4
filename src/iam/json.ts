// JSON with positions: a policy's evidence names line and column, and a key that stands twice is seen.

export interface Position {
  /** From 1, in the document as decoded. */
  readonly line: number
  readonly column: number
}

interface At {
  /** Offset in the text, from 0. */
  readonly at: number
}
export type Json =
  | (At & { readonly type: 'string'; readonly value: string })
  | (At & { readonly type: 'number'; readonly value: number; readonly text: string })
  | (At & { readonly type: 'boolean'; readonly value: boolean })
  | (At & { readonly type: 'null' })
  | (At & { readonly type: 'array'; readonly items: readonly Json[] })
  | (At & { readonly type: 'object'; readonly members: readonly { readonly key: string; readonly at: number; readonly value: Json }[] })

/** The text is not JSON, or nested deeper than any policy. */
export class NotJson extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.name = 'NotJson'
    this.at = at
  }
}

/** No policy of AWS's grammar is nested deeper than 7; anything beyond this is an attack on the parser. */
const maximumDepth = 32

const literals: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

/** Parses JSON (RFC 8259). Throws {@link NotJson} and nothing else. */
export const parseJson = (text: string): Json => {
  let at = 0
  const space = /[ \t\n\r]*/y
  const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
  const word = /true|false|null/y

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const [found] = pattern.exec(text) ?? []
    if (found !== undefined) at += found.length
    return found
  }
  const expect = (character: string): void => {
    take(space)
    if (text[at] !== character)
      throw new NotJson(at < text.length ? `expected ${character}` : `cut off where ${character} should follow`, at)
    at += 1
  }
  const nextIs = (character: string): boolean => {
    take(space)
    return text[at] === character
  }
  /** Looks for the end by hand: a regular expression runs out of stack on megabytes of escapes. */
  const stringAt = (): { readonly value: string; readonly at: number } => {
    take(space)
    const start = at
    if (text[start] !== '"') throw new NotJson('expected a string', start)
    let end = start + 1
    let plain = true
    for (; end < text.length; end += 1) {
      const code = text.charCodeAt(end)
      if (code === 0x22) break
      if (code < 0x20) throw new NotJson('a control character in a string', end)
      if (code === 0x5c) {
        plain = false
        end += 1
      }
    }
    if (end >= text.length) throw new NotJson('cut off inside a string', start)
    at = end + 1
    if (plain) return { value: text.slice(start + 1, end), at: start }
    try {
      return { value: JSON.parse(text.slice(start, at)) as string, at: start }
    } catch {
      throw new NotJson('an escape that JSON does not know', start)
    }
  }
  /** Members or items up to the closing bracket. */
  const list = <T>(close: string, one: () => T): readonly T[] => {
    const all: T[] = []
    at += 1
    if (nextIs(close)) {
      at += 1
      return all
    }
    for (;;) {
      all.push(one())
      if (!nextIs(',')) break
      at += 1
    }
    expect(close)
    return all
  }
  const value = (depth: number): Json => {
    if (depth > maximumDepth) throw new NotJson('nested too deep', at)
    take(space)
    const start = at
    if (text[at] === '{') {
      const members = list('}', () => {
        const key = stringAt()
        expect(':')
        return { key: key.value, at: key.at, value: value(depth + 1) }
      })
      return { type: 'object', members, at: start }
    }
    if (text[at] === '[') return { type: 'array', items: list(']', () => value(depth + 1)), at: start }
    if (text[at] === '"') return { type: 'string', ...stringAt() }
    const literal = take(word)
    if (literal !== undefined) {
      const known = literals[literal] ?? null
      return known === null ? { type: 'null', at: start } : { type: 'boolean', value: known, at: start }
    }
    const digits = take(number)
    if (digits === undefined) throw new NotJson(at < text.length ? 'expected a value' : 'cut off where a value should follow', at)
    return { type: 'number', value: Number(digits), text: digits, at: start }
  }

  const result = value(0)
  take(space)
  if (at < text.length) throw new NotJson('something follows the end', at)
  return result
}

/** Offsets as lines and columns of one text. */
export const positionsOf = (text: string): ((at: number) => Position) => {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  return (at) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 }
  }
}
