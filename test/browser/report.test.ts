// The HTML report in a real browser: its policy holds, nothing hostile runs, the filter works, paper shows everything, a phone can read it.
import assert from 'node:assert/strict'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { renderHtml } from '../../src/report/html.ts'
import { crowded, markOf, payloads } from '../report/hostile.fixture.ts'
import { clean, model } from '../report/model.fixture.ts'

const executable = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const missing = 'Chromium is not installed (apt-get install chromium): the HTML report was NOT looked at in a browser'
if (executable === undefined && process.env['CI'] === undefined) process.stderr.write(`\n*** SKIPPED: ${missing} ***\n\n`)

const switches = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// What runs in the page is text: the types of a browser are none of this program's.
const watch = `
  globalThis.pwned = () => { globalThis.wasPwned = true }
  addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))
`
const pageWidth = 'document.documentElement.scrollWidth'
interface Census {
  readonly names: readonly string[]
  readonly handlers: readonly string[]
  readonly links: readonly string[]
  readonly pwned: boolean
  readonly scripts: number
  readonly width: number
  readonly text: string
}
/** What there is in the page, after everything was opened and whatever waits for an event got one. */
const census = `(() => {
  for (const element of document.querySelectorAll('details')) element.open = true
  for (const type of ['mouseover', 'focus', 'toggle', 'error', 'load'])
    for (const element of document.querySelectorAll('main *')) element.dispatchEvent(new Event(type))
  const all = [...document.querySelectorAll('*')]
  return {
    names: [...new Set(all.map((element) => element.localName))],
    handlers: [...new Set(all.flatMap((element) => element.getAttributeNames()))].filter((name) => name.startsWith('on') || name === 'style' || name === 'src'),
    links: [...document.links].map((link) => link.protocol).filter((protocol) => protocol !== 'https:' && protocol !== 'file:'),
    pwned: 'wasPwned' in globalThis,
    scripts: document.scripts.length,
    width: document.documentElement.scrollWidth,
    text: [...document.body.children].filter((element) => element.localName !== 'script').map((element) => element.textContent).join(' '),
  }
})()`
/** Contrast (WCAG 2.2) of badges, links and quiet text against what is behind them. */
const contrasts = `(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => {
      const share = Number(part) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element) => {
    const { backgroundColor } = getComputedStyle(element)
    return backgroundColor !== 'rgba(0, 0, 0, 0)' || !element.parentElement ? backgroundColor : behind(element.parentElement)
  }
  return [...document.querySelectorAll('.badge, .quiet:not(text), .meta, .note, .chip, a, .banner b, .arn, dt, thead th')].map((element) => {
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))]
    return { what: element.className + ' ' + element.textContent.slice(0, 20), ratio: (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) }
  })
})()`

// Few enough for a page to show all of them.
const chunks = Array.from({ length: Math.ceil(payloads.length / 70) }, (_, index) => payloads.slice(index * 70, (index + 1) * 70))

/** What a page did besides being shown. */
interface Deeds {
  readonly requests: string[]
  /** Requests that the policy of the page did not let out. */
  readonly blocked: string[]
  readonly messages: string[]
}

describe('the HTML report in Chromium', { skip: executable === undefined && process.env['CI'] === undefined ? missing : false }, () => {
  let browser: Browser
  let folder: string

  before(async () => {
    assert.ok(executable, missing)
    folder = await mkdtemp(join(tmpdir(), 'parapet-report-'))
    await Promise.all([
      writeFile(join(folder, 'report.html'), renderHtml(model)),
      writeFile(join(folder, 'clean.html'), renderHtml(clean)),
      ...chunks.map((chunk, index) => writeFile(join(folder, `hostile-${index}.html`), renderHtml(crowded(model, chunk)))),
    ])
    browser = await chromium.launch({ executablePath: executable, args: switches })
  })
  after(async () => {
    await browser?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  /** Opens a report, does something with it, and returns what it did of its own accord. */
  const open = async (file: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<Deeds> => {
    const context = await browser.newContext(options)
    try {
      const page = await context.newPage()
      const deeds: Deeds = { requests: [], blocked: [], messages: [] }
      page.on('request', (request) => deeds.requests.push(request.url()))
      page.on('requestfailed', (request) => {
        if (request.failure()?.errorText === 'csp') deeds.blocked.push(request.url())
      })
      page.on('console', (message) => deeds.messages.push(`${message.type()}: ${message.text()}`))
      page.on('pageerror', (error) => deeds.messages.push(`error: ${error.message}`))
      page.on('dialog', (dialog) => {
        deeds.messages.push(`dialog: ${dialog.message()}`)
        void dialog.dismiss()
      })
      context.on('page', (other) => deeds.messages.push(`window: ${other.url()}`))
      await page.addInitScript(watch)
      await page.goto(pathToFileURL(join(folder, file)).href)
      await look(page)
      return deeds
    } finally {
      await context.close()
    }
  }
  const harmless = (deeds: Deeds, file: string): void => {
    const own = pathToFileURL(join(folder, file)).href
    assert.deepEqual(
      deeds.requests.filter((url) => url.split('#')[0] !== own),
      [],
      'only the file itself is asked for',
    )
    assert.deepEqual(deeds.messages, [], 'no violation of the policy, no error, no dialog')
  }
  const visibleGroups = (page: Page): Promise<number> => page.locator('details.group:visible').count()

  test('it opens without a request, an error or a violation, and the filter finds things', async () => {
    const deeds = await open('report.html', {}, async (page) => {
      assert.equal(await visibleGroups(page), 8)
      const search = page.getByRole('searchbox', { name: 'Filter findings by text' })
      await search.fill('orders-in')
      assert.equal(await visibleGroups(page), 3)
      assert.equal(await page.locator('.filter output').textContent(), '3 of 8 checks, 3 findings shown')
      await search.fill('DYNAMODB disabled')
      assert.equal(await visibleGroups(page), 1)
      await search.fill('nothing is called this')
      assert.equal(await visibleGroups(page), 0)
      await search.fill('')
      await page.getByRole('checkbox', { name: 'high' }).uncheck()
      assert.equal(await visibleGroups(page), 5)
      await page.getByRole('checkbox', { name: 'high' }).check()
      await page.getByRole('button', { name: 'Open all' }).click()
      assert.equal(await page.locator('details.group[open]').count(), 8)
      await page.getByRole('button', { name: 'Close all' }).click()
      assert.equal(await page.locator('details.group[open]').count(), 0)
      await page.getByRole('link', { name: 'F-00000001' }).click()
      assert.ok(await page.locator('#F-00000001').isVisible(), 'a link to a finding opens its group')
    })
    harmless(deeds, 'report.html')
  })

  test(`of ${payloads.length} hostile texts in every field none becomes markup, or runs where no policy would stop it`, async () => {
    for (const [number, chunk] of chunks.entries()) {
      const file = `hostile-${number}.html`
      const deeds = await open(file, { bypassCSP: true, viewport: { width: 320, height: 640 } }, async (page) => {
        const { handlers, links, names, pwned, scripts, width, text } = (await page.evaluate(census)) as Census
        assert.deepEqual({ handlers, links, pwned, scripts }, { handlers: [], links: [], pwned: false, scripts: 1 })
        for (const name of ['img', 'iframe', 'object', 'embed', 'base', 'form', 'link', 'video', 'math', 'noscript', 'x', 'mglyph'])
          assert.ok(!names.includes(name), name)
        assert.ok(width <= 320, 'a name makes the page wider than a phone')
        // The page is whole to its end, and what was hostile is there to be read.
        assert.match(text, /This file loads nothing and sends nothing\.\s*$/)
        for (const [index, payload] of chunk.entries()) {
          const times = text.split(markOf(index)).length - 1
          assert.ok(payload.length > 400 || times > 30, `${JSON.stringify(payload)} is on the page ${times} times`)
        }
      })
      harmless(deeds, file)
    }
  })

  test('under its policy they do not even try', async () => {
    for (const number of chunks.keys()) {
      const deeds = await open(`hostile-${number}.html`, {}, async (page) =>
        assert.equal(await page.evaluate(`'wasPwned' in globalThis`), false),
      )
      harmless(deeds, `hostile-${number}.html`)
    }
  })

  test('the policy would stop what got through', async () => {
    const page = renderHtml(model).replace(
      '<main>',
      '<main><img src="https://evil.example/x.png" onerror="pwned()"><script>pwned()</script><p style="color:red">',
    )
    await writeFile(join(folder, 'broken.html'), page)
    const deeds = await open('broken.html', {}, async (opened) => assert.equal(await opened.evaluate(`'wasPwned' in globalThis`), false))
    for (const directive of ['img-src', 'script-src-elem', 'script-src-attr', 'style-src-attr'])
      assert.ok(
        deeds.messages.some((message) => message.includes(`policy: ${directive}`)),
        `${directive}: ${deeds.messages.join('\n')}`,
      )
    assert.deepEqual(
      deeds.requests.filter((url) => url.startsWith('https:') && !deeds.blocked.includes(url)),
      [],
    )
  })

  test('on paper every detail is open, without script too, and light', async () => {
    const shown = async (page: Page): Promise<void> => {
      const body = page.locator('details.group .body').first()
      assert.equal(await body.isVisible(), false)
      await page.emulateMedia({ media: 'print' })
      for (const each of await page.locator('details.group .body').all())
        assert.ok((await each.boundingBox())?.height ?? 0, 'a finding is not on paper')
      assert.equal(await page.locator('.filter').isVisible(), false)
      assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('section')).backgroundColor`), 'rgb(255, 255, 255)')
    }
    harmless(await open('report.html', { colorScheme: 'dark' }, shown), 'report.html')
    harmless(await open('report.html', { javaScriptEnabled: false }, shown), 'report.html')
  })

  test('it fits a phone, in light and dark, with text that stands out enough', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const file of ['report.html', 'clean.html']) {
        const deeds = await open(file, { colorScheme, viewport: { width: 320, height: 640 } }, async (page) => {
          assert.ok(Number(await page.evaluate(pageWidth)) <= 320, `${file} is wider than a phone`)
          if (file !== 'report.html') return
          const contrast = (await page.evaluate(contrasts)) as readonly { readonly what: string; readonly ratio: number }[]
          assert.ok(contrast.length > 50)
          for (const { what, ratio } of contrast) assert.ok(ratio >= 4.5, `${colorScheme} ${what}: ${ratio.toFixed(2)}`)
        })
        harmless(deeds, file)
      }
    }
  })
})
