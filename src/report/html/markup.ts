// HTML put together so that text is escaped unless it was made here: `tag` is the only way to get markup.
import { html } from '../text.ts'

const raw = Symbol('markup')
/** HTML that {@link tag} made. Text from elsewhere cannot be one: it has no such symbol. */
export interface Markup {
  readonly [raw]: string
}
export type Piece = string | number | Markup | readonly Markup[] | undefined

const trusted = (text: string): Markup => ({ [raw]: text })
export const markupOf = (markup: Markup): string => markup[raw]

const textOf = (piece: Piece): string => {
  if (piece === undefined) return ''
  if (typeof piece === 'string') return html(piece)
  if (typeof piece === 'number') return String(piece)
  return raw in piece ? piece[raw] : piece.map(markupOf).join('')
}

/** Template tag. Every value is escaped but markup; attribute values stand in double quotes. */
export const tag = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup =>
  trusted(strings.map((string, index) => string + textOf(pieces[index])).join(''))

/** Lines to copy, already escaped by the caller's escape for lines: for `<pre>` alone. */
export const lines = (escaped: string): Markup => trusted(escaped)

/** A style sheet or script of our own, unescaped: their hashes are in the policy of the page. */
export const own = (text: string): Markup => trusted(text)

export const when = (condition: boolean, then: () => Markup): Markup | undefined => (condition ? then() : undefined)
