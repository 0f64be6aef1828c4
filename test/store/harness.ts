// What the common tests need of an engine, and how they open stores on it.
import assert from 'node:assert/strict'
import { openStore, type StoreOptions } from '../../src/store/open.ts'
import type { Finding, Store } from '../../src/store/store.ts'
import { options } from './fixture.ts'

type Table = 'findings' | 'finding_events' | 'resources'

export interface Harness {
  readonly stop: () => Promise<void>
  /** The location of an empty database. */
  readonly fresh: () => Promise<string>
  /** Runs one statement past the store. */
  readonly execute: (location: string, sql: string) => Promise<void>
  /** Watches a database; the answer counts the rows that were written since. */
  readonly watch: (location: string) => Promise<() => Promise<Readonly<Record<Table, number>>>>
}

/** A store on an empty database, and further ones on the same. */
export const withStore = async (
  harness: Harness,
  work: (store: Store, open: (more?: Partial<StoreOptions>) => Promise<Store>, location: string) => Promise<void>,
): Promise<void> => {
  const location = await harness.fresh()
  const stores: Store[] = []
  const open = async (more: Partial<StoreOptions> = {}): Promise<Store> => {
    const store = await openStore(location, options(more))
    stores.push(store)
    return store
  }
  try {
    await work(await open(), open, location)
  } finally {
    for (const store of stores) await store.close()
  }
}

export const only = async (store: Store): Promise<Finding> => {
  const findings = await store.findings()
  assert.equal(findings.length, 1)
  const [finding] = findings
  assert.ok(finding)
  return finding
}

export const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `q${String(i).padStart(3, '0')}`)

/** Declares a test on an empty database. */
export type It = (title: string, work: Parameters<typeof withStore>[1]) => void
