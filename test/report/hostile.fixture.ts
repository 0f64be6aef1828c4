// Texts that try to act wherever a report is read: browsers, terminals, spreadsheets, forges, CI systems. And a model made of nothing else.
import type { ReportModel } from '../../src/report/model.ts'

const markupPayloads = [
  '<script>pwned()</script>',
  '</script><script>pwned()</script>',
  '</style><script>pwned()</script>',
  '</title><script>pwned()</script>',
  '</pre></code><script>pwned()</script>',
  '<img src=x onerror=pwned()>',
  '"><img src=x onerror=pwned()>',
  `'><img src=x onerror=pwned()>`,
  '<svg onload=pwned()>',
  '<svg><script>pwned()</script></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=pwned()>',
  '<iframe srcdoc="<script>parent.pwned()</script>">',
  '<object data="javascript:pwned()">',
  '<embed src="https://evil.example/x">',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<form action=https://evil.example/><input autofocus onfocus=pwned()>',
  '<details open ontoggle=pwned()>',
  '<video><source onerror=pwned()></video>',
  '<body onload=pwned()>',
  '<a href="javascript:pwned()">x</a>',
  'javascript:pwned()',
  'JaVaScRiPt:pwned()',
  'data:text/html,<script>pwned()</script>',
  '" onmouseover="pwned()" x="',
  `' onmouseover='pwned()' x='`,
  '` onmouseover=pwned() x=`',
  '" autofocus onfocus="pwned()',
  '<!--<img src=x onerror=pwned()>-->',
  '--><script>pwned()</script><!--',
  ']]><script>pwned()</script>',
  '&lt;script&gt;pwned()&lt;/script&gt;',
  '&#60;script&#62;pwned()&#60;/script&#62;',
  '{{constructor.constructor("pwned()")()}}',
  '${pwned()}',
  '<%= pwned() %>',
  '#{pwned()}',
  '{% raw %}{{ pwned }}{% endraw %}',
  '<img name=body><img id=forms><form id=location name=cookie>',
  '<x id=__proto__ name=querySelector>',
  '<noscript><p title="</noscript><img src=x onerror=pwned()>">',
  '<style>@import "https://evil.example/x.css"; *{background:url(https://evil.example/y)}</style>',
  '+ADw-script+AD4-pwned()+ADw-/script+AD4-',
]
const terminalPayloads = [
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://evil.example/\u001b\\link\u001b]8;;\u001b\\',
  '\u001b]52;c;cHduZWQ=\u0007',
  '\u001b[2J\u001b[H',
  '\u001bP$q"p\u001b\\',
  '\u001b_Gf=100;AAAA\u001b\\',
  '\u009b31mred',
  '\u009d0;title\u009c',
  '\u0090q\u009c',
  'overwritten\rinnocent',
  'a\bb\u007fc',
  'bell\u0007',
  'nul\u0000byte',
  'line\nline',
  'crlf\r\nline',
  'tab\tbed',
  'vertical\u000bform\u000cfeed',
  'next\u0085line',
  '\u2028separator\u2029',
  '\u001b',
  '\u001b[?1049h',
  '\u001b[6n',
  '\u001bc',
]
const formulaPayloads = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '=cmd|" /C calc"!A0',
  '=HYPERLINK("https://evil.example/","x")',
  '=IMPORTXML("https://evil.example/","//a")',
  '=WEBSERVICE("https://evil.example/")',
  '+cmd|" /C calc"!A0',
  '-2+3+cmd|" /C calc"!A0',
  '@SUM(1+9)*cmd|" /C calc"!A0',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '   +1+1',
  '\u00a0=1+1',
  '\u3000=1+1',
  '\uff1d1+1',
  '\uff0b1+1',
  '\uff0d1+1',
  '\uff20SUM(A1)',
  '"=1+1',
  '""=1+1',
  "'=1+1",
  'a;=1+1',
  'a,=1+1',
  'a";=1+1;"',
  'a","=1+1","',
  'a\t=1+1',
  'a\n=1+1',
  'a\r\n=1+1',
  '\ufeff=1+1',
  '\u200b=1+1',
  '=\u200b1+1',
  '%0A=1+1',
  '\u22121+1',
]
const markdownPayloads = [
  '[x](javascript:pwned())',
  '![x](https://evil.example/x.png)',
  '[x]: https://evil.example/',
  '<https://evil.example/>',
  'https://evil.example/',
  'www.evil.example',
  'someone@example.com',
  '@everyone',
  '@org/team',
  '#1',
  'owner/repo#1',
  'GH-1',
  'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '> quote',
  '* * *',
  '---',
  '===',
  '```',
  '~~~',
  '`code`',
  '``two``',
  '``` not a fence',
  '**bold** __bold__ *it* _it_ ~~gone~~',
  'a | b | c',
  '| --- | --- |',
  'a \\| b',
  'a \\',
  '\\`x`',
  '$x^2$ $$y$$',
  ':tada: :+1:',
  '[ ] task',
  '[^1]',
  '<details><summary>x</summary>',
  '<!-- hidden',
  '&copy; &#x3c;b&#x3e;',
]
const hiddenPayloads = [
  '\u202egpj.exe',
  '\u202a\u202b\u202c\u202d',
  '\u2066a\u2067b\u2068c\u2069',
  '\u200e\u200f\u061c',
  'zero\u200bwidth',
  'zero\u200cwidth\u200djoin',
  'word\u2060joiner',
  '\ufeffmark',
  'soft\u00adhyphen',
  'hangul\u3164filler',
  'tags\u{e0041}\u{e0042}',
  'selector\ufe0f\u{e0100}',
  'annotation\ufff9x\ufffay\ufffb',
  'space\u00a0\u2003\u202f\u3000',
  'marks' + 'a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308'.repeat(3),
  'lone\ud800surrogate',
  'lone\udc00surrogate',
  'private\ue000\u{f0000}',
  'unassigned\u0378\uffff',
  'раураl',
  'e\u0301 \u00e9',
  'שלום (abc) [1]',
  'مرحبا 123',
  '\u05d0-1+1',
  '全角テキスト',
  '👩‍👩‍👧‍👦',
]
const commandPayloads = [
  '::error::pwned',
  ' ::error file=x::pwned',
  '::set-output name=x::y',
  '::add-mask::secret',
  '::stop-commands::token',
  '::debug::x',
  '::warning title=a::b',
  '::group::x',
  'text ::error::pwned',
  'x\n::error::pwned',
  'x\r::error::pwned',
  'x\u2028::error::pwned',
  '##[error]pwned',
  'text ##[command]pwned',
  '##vso[task.setvariable variable=x]y',
  "##teamcity[buildStatus status='SUCCESS']",
  '%0A::error::pwned',
  `${'x'.repeat(39)}::error::pwned`,
  `${'x'.repeat(95)}::error::pwned`,
]
const otherPayloads = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "'; DROP TABLE findings; --",
  '$(touch /tmp/pwned)',
  '`touch /tmp/pwned`',
  '; rm -rf /',
  '%s%n%x',
  '%PATH%',
  '../../etc/passwd',
  '',
  ' ',
  'x'.repeat(2000),
  'x '.repeat(1000),
  '\u0000'.repeat(500),
  '全'.repeat(700),
  '\u001b[31m'.repeat(300),
]

export const payloads: readonly string[] = [
  ...markupPayloads,
  ...terminalPayloads,
  ...formulaPayloads,
  ...markdownPayloads,
  ...hiddenPayloads,
  ...commandPayloads,
  ...otherPayloads,
]

// What comes out of a closed set of words in our own code, and what is no string in the real world.
const closed = new Set(['severity', 'status', 'state', 'verdict', 'resolvedReason', 'outcome', 'event'])

/** The same value with the payload in front of every string in it, keys of evidence and of maps included. Equal strings stay equal. */
export const poisoned = <T>(value: T, payload: string): T => poison(value, payload) as T
const poison = (value: unknown, payload: string): unknown => {
  if (typeof value === 'string') return payload + value
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map((item) => poison(item, payload))
  if (value instanceof Map)
    return new Map([...(value as Map<string, unknown>)].map(([key, item]) => [payload + key, poison(item, payload)]))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      closed.has(key) ? [key, item] : key === 'evidence' ? [key, poisonedKeys(item as object, payload)] : [key, poison(item, payload)],
    ),
  )
}
const poisonedKeys = (evidence: object, payload: string): object =>
  Object.fromEntries(Object.entries(evidence).map(([key, item]) => [payload + key, poison(item, payload)]))

const few = <T>(items: readonly T[]): readonly T[] => items.slice(0, 1)
/** What marks the texts of a payload in {@link crowded}. */
export const markOf = (index: number): string => `~${index}~`

/**
 * One model in which every field holds every payload, for readers that are slow to start: of each kind of thing one for each payload, few
 * enough for no format to leave any out.
 */
export const crowded = (model: ReportModel, of: readonly string[]): ReportModel => {
  const open = model.findings.find(
    (finding) => finding.status === 'open' && finding.waiver === null && model.changes.opened.includes(finding.id),
  )
  const waived = model.findings.find((finding) => finding.waiver !== null)
  const resolved = model.findings.find((finding) => finding.status === 'resolved')
  if (!open || !waived || !resolved) throw new Error('the model has to have an open, a waived and a resolved finding')
  const small: ReportModel = {
    ...model,
    checks: new Map([...model.checks].filter(([id]) => id === open.check)),
    findings: [open, waived, resolved],
    changes: { ...model.changes, opened: [open.id], resolved: [resolved.id], notVerified: [], held: few(model.changes.held) },
    coverage: few(model.coverage),
    notAssessed: few(model.notAssessed),
    waivers: few(model.waivers),
  }
  const models = of.map((payload, index) => poisoned(small, payload + markOf(index)))
  const last = models.at(-1)
  if (!last) return model
  return {
    ...last,
    checks: new Map(models.flatMap((each) => [...each.checks])),
    findings: models.flatMap((each) => each.findings),
    changes: {
      ...last.changes,
      opened: models.flatMap((each) => each.changes.opened),
      resolved: models.flatMap((each) => each.changes.resolved),
      held: models.flatMap((each) => each.changes.held),
    },
    coverage: models.flatMap((each) => each.coverage),
    notAssessed: models.flatMap((each) => each.notAssessed),
    waivers: models.flatMap((each) => each.waivers),
  }
}
