// A text that several patterns match at once: for what the caller may name as it likes, one such name is enough.
import { patternOf, type Pattern } from '../match.ts'

type Token = Pattern['tokens'][number]

/** One step of a pattern: a character, `?` or `*`. */
type Step = string | { readonly wild: '?' | '*' }

const stepsOf = (tokens: readonly Token[]): readonly Step[] =>
  tokens.flatMap((token): readonly Step[] => (typeof token === 'string' ? Array.from(token) : [token]))

/** Beyond this many states the search ends without a witness. */
const maximumStates = 50_000

/** What fills in where only wildcards meet. */
const filler = 'x'

/**
 * A text that all patterns match, the shortest there is; undefined where there is none. The wildcards of a template match no colon, since no name has one.
 * All patterns are followed at once, breadth first: a state is how far each of them is.
 */
export const commonText = (others: readonly Pattern[], template?: Pattern): string | undefined => {
  const patterns = template ? [template, ...others] : others
  if (patterns.some(({ missing }) => missing !== 'none')) return undefined
  // Most patterns part at their beginning: another service, another account.
  const heads = patterns.map(({ tokens: [first] }) => (typeof first === 'string' ? first : ''))
  const [longest = ''] = heads.toSorted((a, b) => b.length - a.length)
  if (!heads.every((head) => longest.startsWith(head))) return undefined
  const all = patterns.map(({ tokens }) => stepsOf(tokens))
  const isStar = (step: Step | undefined): boolean => typeof step === 'object' && step.wild === '*'
  /** States that are reached without a character: a `*` may stand for nothing. */
  const settled = (state: readonly number[]): readonly (readonly number[])[] => {
    const states = [state]
    for (const each of states) {
      all.forEach((steps, index) => {
        if (!isStar(steps[each[index] ?? 0])) return
        states.push(each.map((at, other) => (other === index ? at + 1 : at)))
      })
    }
    return states
  }
  const seen = new Set<string>()
  let frontier: { readonly state: readonly number[]; readonly text: string }[] = [{ state: all.map(() => 0), text: '' }]
  while (frontier.length > 0) {
    const next: typeof frontier = []
    for (const { state, text } of frontier) {
      for (const each of settled(state)) {
        const key = each.join()
        if (seen.has(key)) continue
        seen.add(key)
        if (seen.size > maximumStates) return undefined
        const steps = all.map((pattern, index) => pattern[each[index] ?? 0])
        if (steps.every((step) => step === undefined)) return text
        if (steps.includes(undefined)) continue
        const literals = new Set(steps.filter((step) => typeof step === 'string'))
        if (literals.size > 1) continue
        // Only stars: a character more brings nothing that none would not.
        if (steps.every(isStar)) continue
        const [character = filler] = literals
        if (template && character === ':' && typeof steps[0] === 'object') continue
        next.push({ state: each.map((at, index) => (isStar(steps[index]) ? at : at + 1)), text: text + character })
      }
    }
    frontier = next
  }
  return undefined
}

/** The pattern of an action's resources, with at least one character for each variable of it. */
export const templateOf = (pattern: string, partition: string, account: string): Pattern =>
  patternOf(
    pattern
      .replace(/^arn:\*:/, `arn:${partition}:`)
      .replaceAll('{account}', account)
      .replaceAll('*', '?*'),
    undefined,
  )
