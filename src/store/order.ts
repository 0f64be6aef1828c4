// The order in which findings are shown: what matters most first. Decided here, because the engines sort texts differently.
import { severities } from '../risk/severity.ts'
import type { Finding } from './store.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const inOrder = (a: Finding, b: Finding): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  b.score - a.score ||
  compare(a.check, b.check) ||
  compare(a.account, b.account) ||
  compare(a.resource, b.resource) ||
  compare(a.discriminator, b.discriminator)
