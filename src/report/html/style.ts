// The style sheet of the HTML report: plain typography, light and dark, a phone's width, paper. Colours are told apart by lightness too, and never stand alone.
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ground: #f6f7f9; --ink: #16191f; --quiet: #59616d; --line: #d9dde3; --soft: #eef0f3; --link: #0b5cad;
  --critical: #8f1239; --on-critical: #fff; --high: #c2410c; --on-high: #fff; --medium: #f0b429; --on-medium: #2b2000;
  --low: #2b6cb0; --on-low: #fff; --informational: #697482; --on-informational: #fff;
  --fail: #454e5b; --pass: #9fc5b5; --na: #dfe3e8; --good: #17664a; --bad: #a01235;
  --hatch: #6b7480;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161a20; --ground: #0e1116; --ink: #e7eaee; --quiet: #a0a9b5; --line: #323a45; --soft: #20262e; --link: #7cb8f5;
    --critical: #f0608a; --on-critical: #2a000d; --high: #f58b51; --on-high: #2b1000; --medium: #f0c95a; --on-medium: #2b2000;
    --low: #69b0ee; --on-low: #00182b; --informational: #98a3b0; --on-informational: #11151a;
    --fail: #d5dae1; --pass: #3f7a66; --na: #333b45; --good: #74cfa9; --bad: #f58ba9; --hatch: #8d97a4;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
main, header.top, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header.top { padding-top: 2.25rem; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; letter-spacing: -.015em; margin: .25rem 0 .5rem; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 0 0 .35rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .35rem; }
p { margin: .35rem 0 .75rem; max-width: 46rem; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.brand { font-weight: 650; letter-spacing: .02em; color: var(--quiet); margin: 0; }
.quiet, .note, .meta { color: var(--quiet); }
.note, .meta { font-size: .875rem; }
.lead { font-size: 1.125rem; max-width: 44rem; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
.id { white-space: nowrap; }
nav { margin: 1rem 0 0; padding: 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .35rem 1.1rem; list-style: none; margin: 0; padding: 0; font-size: .9375rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1.25rem; margin: 1.25rem 0; scroll-margin-top: 1rem; }
.banners { border: 1px solid var(--line); border-radius: .6rem; background: var(--paper); margin: 1.25rem 0; overflow: hidden; }
.banner { display: grid; grid-template-columns: 11.5rem 1fr; gap: .15rem .75rem; border-left: .3rem solid var(--medium); padding: .6rem 1rem; }
.banner + .banner { border-top: 1px solid var(--line); }
.banner p { margin: 0; max-width: none; }
.banner.bad { border-left-color: var(--bad); }
.banner.bad > b { color: var(--bad); }
.banner.good { border-left-color: var(--good); }
.banner.good > b { color: var(--good); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.25rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; list-style: none; }
.cards li { border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .85rem .6rem; display: flex; flex-direction: column; gap: .15rem; }
.cards .big { font-size: 1.9rem; line-height: 1.15; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.cards .zero { color: var(--quiet); font-weight: 400; }
.cards .meta { line-height: 1.35; }
.badge { display: inline-flex; align-items: center; align-self: flex-start; gap: .35em; border-radius: .3rem; padding: .08rem .5rem; font-size: .8125rem; font-weight: 600; white-space: nowrap; -webkit-print-color-adjust: exact; print-color-adjust: exact; border: 1px solid transparent; }
.b-critical { background: var(--critical); color: var(--on-critical); }
.b-high { background: var(--high); color: var(--on-high); }
.b-medium { background: var(--medium); color: var(--on-medium); }
.b-low { background: var(--low); color: var(--on-low); }
.b-informational { background: var(--informational); color: var(--on-informational); }
.chip { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .55rem; font-size: .8125rem; }
.chip.new, .chip.unread { white-space: nowrap; }
.chip.new { border-color: var(--bad); color: var(--bad); }
.chip.unread { border-style: dashed; border-color: var(--hatch); }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.25rem 2.5rem; }
figure { margin: 1rem 0 0; min-width: 0; }
figcaption { font-weight: 600; margin-bottom: .5rem; }
svg.chart { display: block; overflow: visible; font-size: 13px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
svg text { fill: var(--ink); font-family: inherit; }
svg text.quiet { fill: var(--quiet); font-size: 12px; }
svg text.strong { font-weight: 600; font-variant-numeric: tabular-nums; }
svg text.in { font-size: 12px; font-weight: 600; }
.axis { stroke: var(--line); }
.chart rect { stroke: var(--paper); stroke-width: 1; }
.f-critical { fill: var(--critical); } text.on-critical { fill: var(--on-critical); }
.f-high { fill: var(--high); } text.on-high { fill: var(--on-high); }
.f-medium { fill: var(--medium); } text.on-medium { fill: var(--on-medium); }
.f-low { fill: var(--low); } text.on-low { fill: var(--on-low); }
.f-informational { fill: var(--informational); } text.on-informational { fill: var(--on-informational); }
.f-pass, .f-read { fill: var(--pass); } .f-fail { fill: var(--fail); } .f-na { fill: var(--na); }
.f-unread { fill: url(#hatch); } .chart .f-unread { stroke: var(--hatch); }
.hatch-ground { fill: var(--paper); } .hatch-line { stroke: var(--hatch); stroke-width: 2; }
.defs { position: absolute; width: 0; height: 0; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; margin: .6rem 0 0; padding: 0; font-size: .875rem; color: var(--quiet); }
.legend b { color: var(--ink); font-variant-numeric: tabular-nums; }
.key { margin-right: .4rem; vertical-align: -1px; }
details.data { margin-top: .5rem; font-size: .875rem; }
details.data > summary { color: var(--quiet); cursor: pointer; width: fit-content; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.date { white-space: nowrap; }
.arn { display: block; color: var(--quiet); font-size: .8125rem; }
dl.facts { margin: 0; min-width: 11rem; font-size: .8125rem; }
dl.facts div { display: inline; }
dl.facts div::after { content: "\\A"; white-space: pre; }
dl.facts dt, dl.facts dd { display: inline; margin: 0; }
dl.facts dt { color: var(--quiet); }
dl.facts dt::after { content: ": "; }
dl.about { display: grid; grid-template-columns: minmax(6.5rem, max-content) 1fr; gap: .3rem 1rem; margin: .75rem 0; }
dl.about dt { color: var(--quiet); }
dl.about dd { margin: 0; min-width: 0; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .75rem 0; padding: .75rem; background: var(--soft); border-radius: .5rem; }
.filter[hidden] { display: none; }
.filter input[type=search] { flex: 1 1 14rem; min-width: 0; font: inherit; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--paper); color: var(--ink); }
.filter label { display: inline-flex; align-items: center; gap: .35rem; cursor: pointer; font-size: .9375rem; }
.filter fieldset { display: flex; flex-wrap: wrap; gap: .3rem .8rem; border: 0; margin: 0; padding: 0; min-width: 0; }
.filter button { font: inherit; font-size: .875rem; padding: .3rem .7rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--paper); color: var(--ink); cursor: pointer; }
.filter output { color: var(--quiet); font-size: .875rem; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
details.group { border-top: 1px solid var(--line); }
details.group[hidden], tr[hidden] { display: none; }
details.group > summary { display: grid; grid-template-columns: 6.75rem 1fr auto; gap: .25rem .9rem; align-items: baseline; padding: .75rem .25rem; cursor: pointer; list-style: none; border-radius: .35rem; }
details.group > summary::-webkit-details-marker { display: none; }
details.group > summary:hover { background: var(--soft); }
details.group .title { font-weight: 600; }
details.group .title::after { content: "▸"; display: inline-block; margin-left: .5rem; color: var(--quiet); font-weight: 400; }
details.group[open] .title::after { content: "▾"; }
details.group .side { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
details.group .chips { grid-column: 2 / -1; display: flex; flex-wrap: wrap; gap: .3rem .5rem; align-items: baseline; color: var(--quiet); font-size: .875rem; }
details.group > .body { padding: .25rem .25rem 1.25rem; }
.body > p:first-child { margin-top: 0; }
.fixes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .75rem 1.25rem; }
.fixes > div { min-width: 0; }
.fixes h4 { margin: 0 0 .25rem; font-size: .875rem; font-weight: 600; color: var(--quiet); }
pre { margin: 0; padding: .7rem .85rem; background: var(--soft); border-radius: .4rem; line-height: 1.45; white-space: pre-wrap; tab-size: 2; }
section > :last-child, section > .two:last-child > div > :last-child { margin-bottom: 0; }
ul.plain { margin: .35rem 0 .75rem; padding-left: 1.1rem; }
ul.plain li { margin: .2rem 0; }
.missing { border-top: 1px solid var(--line); padding: .75rem 0; }
.missing p { margin: .15rem 0; max-width: none; }
.missing .what { font-weight: 600; }
.missing .what::first-letter { text-transform: uppercase; }
footer { padding-bottom: 3rem; color: var(--quiet); font-size: .875rem; }
@media (max-width: 40rem) {
  main, header.top, footer { padding-left: .75rem; padding-right: .75rem; }
  header.top { padding-top: 1.25rem; }
  h1 { font-size: 1.4rem; }
  section { padding: 1rem .85rem; }
  .cards { grid-template-columns: repeat(2, 1fr); gap: .5rem; }
  .cards li:last-child { grid-column: 1 / -1; }
  .banner { grid-template-columns: 1fr; }
  details.group > summary { grid-template-columns: 1fr auto; }
  details.group .title, details.group .chips { grid-column: 1 / -1; }
  details.group .badge { order: -2; justify-self: start; } details.group .side { order: -1; }
  dl.about { grid-template-columns: 1fr; gap: 0; }
  dl.about dd { margin-bottom: .5rem; }
  table.cardlike thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.cardlike, table.cardlike tbody, table.cardlike tr, table.cardlike td, table.cardlike th { display: block; border: 0; padding: 0; }
  table.cardlike tr { border-top: 1px solid var(--line); padding: .6rem 0; }
  table.cardlike tr[hidden] { display: none; }
  table.cardlike td, table.cardlike th { padding: .1rem 0; text-align: left; }
  table.cardlike [data-label]::before { content: attr(data-label) " "; color: var(--quiet); }
}
@media print {
  :root { --paper: #fff; --ground: #fff; --ink: #000; --quiet: #444; --line: #bbb; --soft: #f3f3f3; --link: #000; --hatch: #666;
    --critical: #8f1239; --on-critical: #fff; --high: #c2410c; --on-high: #fff; --medium: #f0b429; --on-medium: #2b2000; --low: #2b6cb0; --on-low: #fff;
    --informational: #697482; --on-informational: #fff; --fail: #454e5b; --pass: #9fc5b5; --na: #dfe3e8; --good: #17664a; --bad: #a01235; }
  @page { margin: 16mm 14mm; }
  html { font-size: 10pt; }
  main, header.top, footer { max-width: none; padding: 0; }
  nav, .filter, details.data > summary { display: none; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .9rem 0 0; margin: 1.1rem 0; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  details.group .title::after { content: "" !important; }
  details.group > summary { break-after: avoid; break-inside: avoid; padding: .5rem 0; }
  h2, h3, h4, h2 + p { break-after: avoid; }
  .body > p:first-child { break-before: avoid; }
  figure, pre, tr, .cards, .banners, .missing { break-inside: avoid; }
  pre { border: 1px solid var(--line); background: none; }
  .scroll { overflow: visible; }
  a { text-decoration: none; }
}
`
