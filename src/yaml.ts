// YAML files of ours: read with caps, checked against a schema, every problem with its file, line and column.
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { didYouMean } from './suggest.ts'

/** Bytes; the longest file that a person would write by hand is far below. */
export const maxYamlBytes = 1_000_000
const maxAliases = 50
const maxDepth = 30

export type Path = readonly PropertyKey[]
/** A problem in a file, ready to be shown: `file:line:column: sentence`. */
export type Problem = string

export interface YamlFile<T> {
  readonly value: T
  readonly document: Document
  /** `file:line:column` of the value at a path. */
  readonly where: (path: Path) => string
}
export type YamlResult<T> = { readonly file: YamlFile<T> } | { readonly problems: readonly Problem[] }

/** Where something stands in the text, as far down the path as it exists. `key` points at the key and not at its value. */
const offsetAt = (document: Document, path: Path, key = false): number => {
  let offset = document.contents?.range?.[0] ?? 0
  let node: unknown = document.contents
  for (const [index, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === step)
      if (!pair) return offset
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset
      if (key && index === path.length - 1) return offset
      node = pair.value
    } else node = document.getIn(path.slice(0, index + 1), true)
    if (!isNode(node)) return offset
    offset = node.range?.[0] ?? offset
  }
  return offset
}

/** The keys that an object schema knows at a path. */
const keysAt = (schema: z.ZodType, path: Path): readonly string[] => {
  let at: unknown = schema
  const unwrap = (value: unknown): unknown =>
    value instanceof z.ZodOptional || value instanceof z.ZodDefault ? unwrap(value.unwrap()) : value
  for (const step of path) {
    const inner = unwrap(at)
    at = inner instanceof z.ZodObject ? inner.shape[String(step)] : inner instanceof z.ZodArray ? inner.element : undefined
  }
  const end = unwrap(at)
  return end instanceof z.ZodObject ? Object.keys(end.shape) : []
}

/** Path of a value for people: `settings.requiredTags[2]`. */
export const nameOfPath = (path: Path): string =>
  path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${String(step)}` : String(step)), '')

const depthOf = (value: unknown, depth = 0): number =>
  depth > maxDepth || value === null || typeof value !== 'object'
    ? depth
    : Object.values(value).reduce<number>((deepest, inner) => Math.max(deepest, depthOf(inner, depth + 1)), depth)

/** Reads a YAML text against a schema. `name` is the file as people know it. All problems are found at once. */
export const parseYaml = <T>(name: string, text: string, schema: z.ZodType<T>): YamlResult<T> => {
  if (Buffer.byteLength(text) > maxYamlBytes) return { problems: [`${name}: is larger than ${maxYamlBytes / 1_000_000} MB`] }
  const tooDeep = { problems: [`${name}: is nested deeper than ${maxDepth} levels`] }
  const lines = new LineCounter()
  let document: Document
  let value: unknown
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${line}:${col}`
  }
  try {
    document = parseDocument(text, { lineCounter: lines, version: '1.2', schema: 'core', merge: false, prettyErrors: false })
    // A tag that is not YAML's own is a warning to the parser, and an error to us.
    const complaints = [...document.errors, ...document.warnings]
    if (complaints.some(({ message }) => message.includes('call stack'))) return tooDeep
    if (complaints.length > 0) return { problems: complaints.map((error) => `${at(error.pos[0])}: ${error.message}`) }
    value = document.toJS({ maxAliasCount: maxAliases }) ?? {}
  } catch (error) {
    // The parser's stack is exhausted before any schema sees the text.
    if (error instanceof RangeError) return tooDeep
    if (error instanceof ReferenceError) return { problems: [`${name}: uses more than ${maxAliases} aliases`] }
    throw error
  }
  if (depthOf(value) > maxDepth) return tooDeep
  const result = schema.safeParse(value)
  const where = (path: Path): string => at(offsetAt(document, path))
  if (result.success) return { file: { value: result.data, document, where } }
  const found = result.error.issues.flatMap((issue): { offset: number; text: string }[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path)
      return issue.keys.map((key) => ({
        offset: offsetAt(document, [...issue.path, key], true),
        text: `unknown key '${nameOfPath([...issue.path, key])}'.${didYouMean(key, known) || ` Known here: ${known.join(', ')}.`}`,
      }))
    }
    const path = nameOfPath(issue.path)
    return [{ offset: offsetAt(document, issue.path), text: path ? `${path}: ${issue.message}` : issue.message }]
  })
  return { problems: found.sort((a, b) => a.offset - b.offset).map(({ offset, text }) => `${at(offset)}: ${text}`) }
}

const kindOf = (value: unknown): string =>
  value === null
    ? 'nothing'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'a mapping'
        : `the ${typeof value} ${JSON.stringify(value)}`

/** Zod's sentences in our words. */
const sentence =
  (what: string): z.core.$ZodErrorMap =>
  (issue) =>
    issue.code === 'invalid_type'
      ? issue.input === undefined
        ? `is missing; ${what}`
        : `has to be ${what}, not ${kindOf(issue.input)}`
      : undefined

export const text = (what = 'text') => z.string({ error: sentence(what) }).min(1, `must not be empty; ${what}`)
export const mapping = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape, { error: sentence('a mapping') })
export const list = <S extends z.ZodType>(element: S, what = 'a list') => z.array(element, { error: sentence(what) })
