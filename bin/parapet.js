#!/usr/bin/env node
// Starts Parapet: the sources where they are, else the bundle. Written so that old versions of Node can read it and say why they cannot go on.
import { existsSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  console.error(
    'error: Parapet needs Node.js 24.15 or newer; this is ' +
      process.versions.node +
      '.\nnext: install a current Node.js, see https://nodejs.org',
  )
  process.exitCode = 2
} else {
  const sources = new URL('../src/cli.ts', import.meta.url)
  void import(existsSync(sources) ? sources.href : new URL('../lib/cli.js', import.meta.url).href)
}
