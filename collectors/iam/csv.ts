// Comma-separated values as RFC 4180 defines them.

/** Records of fields. Quotes protect commas, line breaks and doubled quotes; the last line break is optional. */
export const parseCsv = (text: string): readonly (readonly string[])[] => {
  const records: string[][] = []
  let record: string[] = []
  for (let at = 0; at < text.length;) {
    const quoted = text[at] === '"'
    let field = ''
    if (quoted) {
      at += 1
      for (;;) {
        const end = text.indexOf('"', at)
        if (end < 0) throw new SyntaxError('CSV: a quoted field does not end')
        field += text.slice(at, end)
        at = end + 1
        if (text[at] !== '"') break
        field += '"'
        at += 1
      }
    } else {
      const start = at
      while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '\r') at += 1
      field = text.slice(start, at)
    }
    record.push(field)
    if (text[at] === ',') {
      at += 1
      if (at < text.length) continue
      record.push('')
    } else if (text.startsWith('\r\n', at)) at += 2
    else if (text[at] === '\n' || text[at] === '\r') at += 1
    else if (at < text.length) throw new SyntaxError('CSV: text after a quoted field')
    records.push(record)
    record = []
  }
  return records
}
