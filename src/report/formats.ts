// The formats of a report, each with its renderer and how it is named elsewhere.
import { renderConsole } from './console.ts'
import { renderCsv } from './csv.ts'
import { renderHtml } from './html.ts'
import { renderJson } from './json.ts'
import { renderJsonl } from './jsonl.ts'
import { renderMarkdown } from './markdown.ts'
import type { Renderer } from './model.ts'

export type Format = 'console' | 'json' | 'jsonl' | 'csv' | 'md' | 'html'

export interface FormatInfo {
  readonly renderer: Renderer
  readonly mediaType: string
  /** Without the dot. */
  readonly extension: string
}

export const formats: Readonly<Record<Format, FormatInfo>> = {
  console: { renderer: (model) => renderConsole(model), mediaType: 'text/plain; charset=utf-8', extension: 'txt' },
  json: { renderer: renderJson, mediaType: 'application/json', extension: 'json' },
  jsonl: { renderer: renderJsonl, mediaType: 'application/x-ndjson', extension: 'jsonl' },
  csv: { renderer: renderCsv, mediaType: 'text/csv; charset=utf-8; header=present', extension: 'csv' },
  md: { renderer: renderMarkdown, mediaType: 'text/markdown; charset=utf-8', extension: 'md' },
  html: { renderer: renderHtml, mediaType: 'text/html; charset=utf-8', extension: 'html' },
}
