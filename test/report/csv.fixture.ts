// A reader of RFC 4180, as strict as the standard: what spreadsheets make of a CSV file.
import assert from 'node:assert/strict'

export const csvRows = (csv: string): readonly (readonly string[])[] => {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < csv.length) {
    let cell = ''
    if (csv[at] === '"') {
      for (at += 1; csv[at] !== '"' || csv[at + 1] === '"'; at += 1) {
        assert.ok(at < csv.length, 'a quoted cell without an end')
        cell += csv[at]
        if (csv[at] === '"') at += 1
      }
      at += 1
    } else {
      for (; at < csv.length && csv[at] !== ',' && csv[at] !== '\r'; at += 1) cell += csv[at]
      assert.ok(!cell.includes('"') && !cell.includes('\n'), 'a quote or a newline in a cell that is not quoted')
    }
    row.push(cell)
    if (csv[at] === ',') {
      at += 1
      if (at === csv.length) row.push('')
      continue
    }
    assert.equal(csv.slice(at, at + 2), '\r\n', 'a row ends with CRLF')
    at += 2
    rows.push(row)
    row = []
  }
  return rows
}
