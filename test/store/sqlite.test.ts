// The store on SQLite: the common behaviour, and what is a file's own.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Migration } from 'kysely/migration'
import { migrationsOf } from '../../src/store/migrations.ts'
import { openStore } from '../../src/store/open.ts'
import type { Database } from '../../src/store/schema.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { conformance } from './conformance.ts'
import { begin, day, failing, options, queue, resultOf, scan } from './fixture.ts'

const directory = mkdtempSync(join(tmpdir(), 'parapet-sqlite-'))
let count = 0

const execute = async (location: string, sql: string): Promise<void> => {
  const database = new DatabaseSync(location, { timeout: 5000 })
  database.exec(sql)
  database.close()
}

const tables = ['findings', 'finding_events', 'resources'] as const

conformance('SQLite', {
  stop: async () => undefined,
  fresh: async () => join(directory, `${count++}`, 'parapet.db'),
  execute,
  watch: async (location) => {
    await execute(location, 'create table written (t text) strict')
    for (const table of tables) {
      for (const verb of ['insert', 'update', 'delete']) {
        await execute(
          location,
          `create trigger ${table}_${verb} after ${verb} on ${table} begin insert into written values ('${table}'); end`,
        )
      }
    }
    return async () => {
      const database = new DatabaseSync(location, { readOnly: true })
      const counts = { findings: 0, finding_events: 0, resources: 0 }
      for (const table of tables) {
        counts[table] = Number(database.prepare('select count(*) as n from written where t = ?').get(table)?.n)
      }
      database.close()
      return counts
    }
  },
})

/** Columns by table; to be compared with what the migrations make. */
const columns: {
  readonly [T in keyof Database]: { readonly [C in keyof Database[T]]: null extends Database[T][C] ? 'null' : 'not null' }
} = {
  scans: {
    id: 'not null',
    account: 'not null',
    fence: 'not null',
    caller: 'not null',
    endpoint: 'null',
    regions: 'not null',
    started_at: 'not null',
    finished_at: 'null',
    state: 'not null',
    note: 'null',
    calls: 'not null',
    resources: 'not null',
    verdicts: 'not null',
    checks: 'not null',
    open: 'not null',
    version: 'not null',
    committed: 'not null',
  },
  coverage: {
    scan: 'not null',
    position: 'not null',
    account: 'not null',
    region: 'not null',
    operation: 'not null',
    kind: 'not null',
    facet: 'not null',
    outcome: 'not null',
    code: 'null',
    message: 'null',
    count: 'not null',
    examples: 'not null',
  },
  not_assessed: {
    scan: 'not null',
    position: 'not null',
    check: 'not null',
    region: 'not null',
    verdict: 'not null',
    resources: 'not null',
    examples: 'not null',
    operation: 'null',
    action: 'null',
    reason: 'not null',
    message: 'not null',
  },
  listings: { account: 'not null', kind: 'not null', region: 'not null', read_at: 'not null' },
  resources: {
    account: 'not null',
    arn: 'not null',
    kind: 'not null',
    name: 'not null',
    region: 'not null',
    first_seen: 'not null',
    last_seen: 'null',
    held_since: 'null',
    gone_at: 'null',
    gone_fence: 'null',
  },
  findings: {
    id: 'not null',
    key: 'not null',
    account: 'not null',
    check: 'not null',
    discriminator: 'not null',
    resource: 'not null',
    kind: 'not null',
    name: 'not null',
    region: 'not null',
    status: 'not null',
    severity: 'not null',
    score: 'not null',
    evidence: 'not null',
    first_seen: 'not null',
    changed_at: 'not null',
    resolved_at: 'null',
    resolved_reason: 'null',
    not_verified_since: 'null',
    waiver: 'null',
  },
  finding_events: {
    finding: 'not null',
    fence: 'not null',
    step: 'not null',
    account: 'not null',
    scan: 'not null',
    at: 'not null',
    event: 'not null',
    detail: 'not null',
    before: 'null',
  },
  leases: { account: 'not null', fence: 'not null', scan: 'null', host: 'not null', pid: 'not null', heartbeat: 'not null' },
  holds: { scan: 'not null', kind: 'not null', region: 'not null', vanished: 'not null', known: 'not null' },
}

describe('a file', () => {
  after(() => rmSync(directory, { recursive: true, force: true }))
  const fresh = (): string => join(directory, `${count++}`, 'parapet.db')
  const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

  /** A file with a scan in it, closed. */
  const filled = async (): Promise<string> => {
    const file = fresh()
    const store = await openStore(file, options())
    await scan(store, { id: 's1', at: day(1), verdicts: [failing(queue('a'))] })
    await store.close()
    return file
  }

  test('is made with its directories, for its owner alone', async () => {
    const file = join(directory, 'deep', 'er', 'parapet.db')
    const store = await openStore(file, options())
    assert.equal(store.location, file)
    await scan(store, { id: 's1', at: day(1) })
    for (const name of readdirSync(join(directory, 'deep', 'er'))) assert.equal(modeOf(join(directory, 'deep', 'er', name)), '600', name)
    assert.deepEqual([modeOf(join(directory, 'deep')), modeOf(join(directory, 'deep', 'er'))], ['700', '700'])
    await store.close()
    // Nothing is left beside the file.
    assert.deepEqual(readdirSync(join(directory, 'deep', 'er')), ['parapet.db'])
  })

  test('is written through, ahead, and strictly', async () => {
    const file = await filled()
    const database = await openSqlite(file)
    const pragma = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
    assert.deepEqual([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')], ['wal', 2, 1])
    for (const { name, strict } of database.prepare('pragma table_list').all()) {
      if (typeof name === 'string' && Object.hasOwn(columns, name)) assert.equal(strict, 1, name)
    }
    database.close()
  })

  test('has the columns that the queries are typed with', async () => {
    const database = new DatabaseSync(await filled())
    const made = Object.fromEntries(
      Object.keys(columns).map((table) => [
        table,
        Object.fromEntries(
          database
            .prepare(`pragma table_info("${table}")`)
            .all()
            .map(({ name, notnull }) => [name, notnull === 1 ? 'not null' : 'null']),
        ),
      ]),
    )
    database.close()
    assert.deepEqual(made, columns)
  })

  test('in memory works too', async () => {
    const store = await openStore(':memory:', options())
    await scan(store, { id: 's1', at: day(1), verdicts: [failing(queue('a'))] })
    assert.equal((await store.findings()).length, 1)
    await store.close()
  })

  const refused = async (file: string, what: RegExp): Promise<void> => {
    const before = readFileSync(file)
    await assert.rejects(openStore(file, options()), (error) => {
      assert.ok(error instanceof Error)
      assert.equal(error.name, 'UnreadableDatabase')
      assert.ok(error.message.includes(file))
      assert.match(error.message, what)
      assert.match(error.message, /Nothing was changed\. Restore it from a backup/)
      return true
    })
    assert.deepEqual(readFileSync(file), before)
  }

  test('that is no database is refused and left alone', async () => {
    mkdirSync(join(directory, 'foreign'))
    for (const [name, content] of [
      ['notes.txt', 'Dear diary, '.repeat(100)],
      ['short', 'x'],
      ['report.html', '<!doctype html>'],
    ] as const) {
      const file = join(directory, 'foreign', name)
      writeFileSync(file, content)
      await refused(file, /not an SQLite database/)
    }
    const only = join(directory, 'foreign', 'header')
    writeFileSync(only, 'SQLite format 3\0 and nothing more')
    await refused(only, /not an SQLite database|damaged/)
  })

  test('of another program is refused and left alone', async () => {
    const file = join(directory, 'other.db')
    await execute(file, 'create table bookmarks (url text)')
    await refused(file, /another program/)
  })

  test('that is damaged is refused and left alone', async () => {
    const file = await filled()
    const bytes = readFileSync(file)
    bytes.fill(0x5a, 4096, 3 * 4096)
    writeFileSync(file, bytes)
    await refused(file, /damaged/)
    writeFileSync(file, bytes.subarray(0, bytes.length / 2))
    await refused(file, /damaged/)
    // Every question would still be answered: the file only says that it has free pages, and has none.
    const subtle = await filled()
    const lying = readFileSync(subtle)
    lying.writeUInt32BE(5, 36)
    writeFileSync(subtle, lying)
    await refused(subtle, /damaged/)
  })

  test('with any bit turned over is refused in words, or found sound', async () => {
    const bytes = readFileSync(await filled())
    const file = join(directory, 'flipped.db')
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(bytes)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
        writeFileSync(file, flipped)
        try {
          await (await openStore(file, options())).close()
          const database = new DatabaseSync(file)
          assert.equal(database.prepare('pragma quick_check').get()?.quick_check, 'ok')
          database.close()
        } catch (error) {
          assert.ok(error instanceof Error)
          // A turned bit in the name of a migration is indistinguishable from one of a newer version.
          assert.match(error.name, /^(UnreadableDatabase|NewerDatabase)$/)
          assert.deepEqual(readFileSync(file), flipped)
        } finally {
          for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
        }
      }),
      { numRuns: 40 },
    )
  })

  test('that cannot be is refused with its path', async () => {
    const file = await filled()
    for (const place of [join(file, 'below'), directory]) {
      await assert.rejects(openStore(place, options()), (error) => {
        assert.ok(error instanceof Error)
        assert.equal(error.name, 'DatabaseUnavailable')
        assert.ok(error.message.includes(place))
        assert.match(error.message, /Check the path|name another file/)
        return true
      })
    }
  })

  test('is copied while it is in use', async () => {
    const file = await filled()
    const store = await openStore(file, options())
    const lease = await begin(store, { id: 's2', at: day(2) })
    const copy = join(directory, 'copies', 'copy.db')
    await store.backup(copy)
    assert.equal(modeOf(copy), '600')
    await store.commit(resultOf(lease, { id: 's2', at: day(2), verdicts: [failing(queue('a')), failing(queue('b'))] }))
    await assert.rejects(store.backup(copy), { name: 'DatabaseUnavailable', message: /exists already/ })
    await assert.rejects(store.backup(join(file, 'below')), /ENOTDIR|cannot be used/)
    assert.deepEqual(readdirSync(join(directory, 'copies')), ['copy.db'])
    const other = await openStore(copy, options())
    assert.deepEqual([(await other.findings()).length, (await store.findings()).length], [1, 2])
    assert.equal((await other.scan('s2'))?.state, 'running')
    await other.close()
    await store.close()
  })

  const more = (migration: Migration) => ({ ...migrationsOf('sqlite'), '0002-more': migration })

  test('is copied before it is brought up to date', async () => {
    const file = await filled()
    const migrations = more({
      up: async (db) => db.schema.createTable('more').addColumn('x', 'text').execute(),
    })
    const old = await openStore(file, options({ migrations, migrate: false }))
    assert.equal((await old.findings()).length, 1)
    assert.deepEqual(await old.migrate(), ['0002-more'])
    await old.close()
    const beside = readdirSync(join(file, '..'))
    assert.deepEqual(beside, ['parapet.db', 'parapet.db.before-0002-more-2026-01-01T12-00-00-000Z'])
    // The old version refuses the new database, and still opens the copy.
    await assert.rejects(openStore(file, options()), { name: 'NewerDatabase' })
    const copy = await openStore(join(file, '..', beside[1] ?? ''), options())
    assert.equal((await copy.findings()).length, 1)
    await copy.close()
    const again = await openStore(file, options({ migrations }))
    assert.equal((await again.findings()).length, 1)
    await again.close()
    assert.equal(readdirSync(join(file, '..')).length, 2)
  })

  test('stays as it was when a migration fails', async () => {
    const file = await filled()
    const migrations = more({
      up: async (db) => {
        await db.schema.createTable('more').addColumn('x', 'text').execute()
        await db.schema.alterTable('findings').addColumn('y', 'text').execute()
        throw new Error('no room')
      },
    })
    await assert.rejects(openStore(file, options({ migrations })), {
      name: 'DatabaseUnavailable',
      message: /could not be brought up to date \(no room\)\. It was left as it was/,
    })
    const store = await openStore(file, options())
    assert.equal((await store.findings()).length, 1)
    await store.close()
    const database = new DatabaseSync(file)
    assert.equal(database.prepare(`select count(*) as n from sqlite_master where name = 'more'`).get()?.n, 0)
    database.close()
  })
})
