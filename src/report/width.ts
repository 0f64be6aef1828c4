// Columns that text takes in a terminal, and text fitted to columns: padded, cut, wrapped.

const zero = /^[\p{Mn}\p{Me}\p{Cf}\p{DI}]$/u
const picture = /^\p{Emoji_Presentation}$/u
// East Asian Wide and Fullwidth (Unicode Standard Annex 11), in blocks.
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1aff0}-\u{1b2fb}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]$/u

const widthOfCharacter = (character: string): number => {
  if (character >= ' ' && character <= '~') return 1
  if (zero.test(character)) return 0
  return wide.test(character) || picture.test(character) ? 2 : 1
}

/** Columns of a text without control characters. */
export const widthOf = (text: string): number => {
  let width = 0
  for (const character of text) width += widthOfCharacter(character)
  return width
}

/** The longest beginning of a text that fits. */
const fitting = (text: string, columns: number): string => {
  let width = 0
  let end = 0
  for (const character of text) {
    width += widthOfCharacter(character)
    if (width > columns) break
    end += character.length
  }
  return text.slice(0, end)
}

/** Cut at the end, with an ellipsis where something is missing. */
export const truncate = (text: string, columns: number): string =>
  widthOf(text) <= columns ? text : columns < 1 ? '' : `${fitting(text, columns - 1)}…`

/** Filled up with spaces, cut where it is too long: exactly `columns` wide. */
export const pad = (text: string, columns: number): string => {
  const cut = truncate(text, columns)
  return cut + ' '.repeat(Math.max(0, columns - widthOf(cut)))
}

/** As {@link pad}, to the right: for numbers. */
export const padStart = (text: string, columns: number): string => {
  const cut = truncate(text, columns)
  return ' '.repeat(Math.max(0, columns - widthOf(cut))) + cut
}

/** Lines of at most `columns`, broken at spaces, and within a word only where it is longer than a line. */
export const wrap = (text: string, columns: number): readonly string[] => {
  const room = Math.max(1, columns)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) <= room) {
      line += ` ${word}`
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (widthOf(line) > room) {
      const start = fitting(line, room) || String.fromCodePoint(line.codePointAt(0) ?? 32)
      lines.push(start)
      line = line.slice(start.length)
    }
  }
  return [...lines, line]
}
