// The report as one HTML file to send to a colleague: no asset from elsewhere, no request, and a policy of its own that forbids any.
import { createHash } from 'node:crypto'
import { findingsSection } from './html/findings.ts'
import { markupOf, own, tag, when } from './html/markup.ts'
import { script } from './html/script.ts'
import {
  banners,
  changesSection,
  methodSection,
  missingSection,
  subtitle,
  summarySection,
  titleOf,
  waiversSection,
  whereSection,
} from './html/sections.ts'
import { style } from './html/style.ts'
import type { ReportModel } from './model.ts'
import { summaryOf } from './summary.ts'

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const policy = [
  "default-src 'none'",
  `style-src ${hash(style)}`,
  `script-src ${hash(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

export const renderHtml = (model: ReportModel): string => {
  const summary = summaryOf(model)
  const where = whereSection(model, summary)
  const waivers = waiversSection(model)
  return markupOf(tag`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${own(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="parapet ${model.version}">
<title>Parapet: ${titleOf(model)}</title>
<style>${own(style)}</style>
</head>
<body>
<svg class="defs" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><line class="hatch-line" x1="0" y1="0" x2="0" y2="6"/></pattern></defs></svg>
<header class="top">
<p class="brand">Parapet</p>
<h1>Account ${model.scan.account}</h1>
<p class="quiet">${subtitle(model)}</p>
<p class="lead">${summary.headline}</p>
${banners(model, summary)}
<nav aria-label="Sections"><ul><li><a href="#summary">Open findings</a></li><li><a href="#changes">What changed</a></li>${when(where !== undefined, () => tag`<li><a href="#where">Where</a></li>`)}<li><a href="#findings">Not met</a></li><li><a href="#not-assessed">Not assessed</a></li>${when(waivers !== undefined, () => tag`<li><a href="#waivers">Waivers</a></li>`)}<li><a href="#method">How it was scanned</a></li></ul></nav>
</header>
<main>
${summarySection(model, summary)}
${changesSection(model, summary)}
${where}
${findingsSection(model, summary)}
${missingSection(model, summary)}
${waivers}
${methodSection(model)}
</main>
<footer><p>Made by parapet ${model.version}. This file loads nothing and sends nothing.</p></footer>
<script>${own(script)}</script>
</body>
</html>
`)
}
