// Text that no database holds as it is: NUL (PostgreSQL refuses it) and halves of surrogate pairs (UTF-8 has none). Escaped on the way in,
// restored on the way out, so that whatever AWS sends comes back as it was.

// A private-use character that starts an escape, and is itself escaped.
const mark = '\ue000'
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const escape = (character: string): string => mark + character.charCodeAt(0).toString(16).padStart(4, '0')

export const encodeText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') && !text.includes(mark)
    ? text
    : text.replaceAll(mark, escape).replaceAll('\0', escape).replaceAll(loneSurrogate, escape)

export const decodeText = (text: string): string =>
  text.includes(mark) ? text.replaceAll(/\ue000([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text

export const encodeParameter = (value: unknown): unknown => (typeof value === 'string' ? encodeText(value) : value)

/** Decodes every text of a row, in place: rows are fresh from the driver. */
export const decodeRow = <R extends object>(row: R): R => {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === 'string' && value.includes(mark)) Reflect.set(row, column, decodeText(value))
  }
  return row
}
