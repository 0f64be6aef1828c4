// The store on PostgreSQL: the common behaviour, and what is a server's own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { after, describe, test } from 'node:test'
import { Client } from 'pg'
import { openStore } from '../../src/store/open.ts'
import { conformance } from './conformance.ts'
import { day, failing, options, queue, scan } from './fixture.ts'

// Characters that a URL escapes, so that neither form may leak.
const password = 'p@ss/w:rd'
const secret = encodeURIComponent(password)

/** The port of a server, or why there is none. */
const started = await (async () => {
  const child = spawn(process.execPath, [new URL('postgres-server.ts', import.meta.url).pathname, password], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const lines = createInterface({ input: child.stdout })
  const port = await Promise.race([once(lines, 'line').then(([line]) => Number(line)), once(child, 'exit').then(() => undefined)])
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return
    child.stdin.end()
    await once(child, 'exit')
  }
  return { port, said, stop }
})()

const { port } = started

if (port === undefined) {
  const what = `PostgreSQL could not be started here, so the store was NOT tested on it:\n${started.said}`
  if (process.env.CI) throw new Error(what)
  process.stderr.write(`\n!!! ${what}\n`)
  test('store on PostgreSQL', { skip: 'PostgreSQL could not be started here: see above' }, () => undefined)
} else {
  const server = `127.0.0.1:${port}`
  const address = (database: string): string => `postgres://parapet:${secret}@${server}/${database}`
  let count = 0

  const ask = async (location: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new Client({ connectionString: location })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows
    } finally {
      await client.end()
    }
  }

  /** A schema of its own: quicker than a database, and every store has others beside it. */
  const fresh = async (): Promise<string> => {
    const schema = `t${count++}`
    await ask(address('postgres'), `create schema ${schema}`)
    return `${address('postgres')}?options=-csearch_path%3D${schema}`
  }

  /** Every row's version: a row that is written gets another `xmin`. */
  const versions = async (location: string, table: string): Promise<ReadonlySet<string>> => {
    const key = table === 'resources' ? 'arn' : table === 'findings' ? 'id' : `finding || fence || '/' || step`
    return new Set((await ask(location, `select ${key} || ' ' || xmin as version from ${table}`)).map(({ version }) => String(version)))
  }

  conformance('PostgreSQL', {
    stop: async () => undefined,
    fresh,
    execute: async (location, sql) => void (await ask(location, sql)),
    watch: async (location) => {
      const all = async () => ({
        findings: await versions(location, 'findings'),
        finding_events: await versions(location, 'finding_events'),
        resources: await versions(location, 'resources'),
      })
      const before = await all()
      return async () => {
        const now = await all()
        return {
          findings: now.findings.difference(before.findings).size,
          finding_events: now.finding_events.difference(before.finding_events).size,
          resources: now.resources.difference(before.resources).size,
        }
      }
    },
  })

  describe('PostgreSQL itself', () => {
    after(started.stop)

    const hidden = (error: unknown): void => {
      assert.ok(error instanceof Error)
      const everything = `${error.message} ${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${String(error.cause)}`
      for (const form of [password, secret]) assert.ok(!everything.includes(form), everything)
    }

    test('never shows the password', async () => {
      const location = await fresh()
      const store = await openStore(location, options())
      assert.match(store.location, new RegExp(`^postgres://parapet@${RegExp.escape(server)}/postgres$`))
      await assert.rejects(store.backup('/nowhere'), (error) => {
        hidden(error)
        assert.match(String(error), /pg_dump/)
        return true
      })
      await store.close()
    })

    const troubles: readonly (readonly [string, string, RegExp])[] = [
      ['a wrong password', address('postgres').replace(secret, `${secret}x`), /Check user and password/],
      ['no such database', address('nowhere'), /Create the database first/],
      ['no server', address('postgres').replace(`:${port}`, ':1'), /Check that the server runs/],
      ['no URL', `postgres://parapet:${secret}@[`, /postgres:\/\/user:password@host/],
    ]
    for (const [title, location, remedy] of troubles) {
      test(`says what to do about ${title}`, async () => {
        await assert.rejects(openStore(location, options()), (error) => {
          hidden(error)
          assert.equal((error as Error).name, 'DatabaseUnavailable')
          assert.match((error as Error).message, remedy)
          return true
        })
      })
    }

    test('survives the loss of its connections', async () => {
      const location = await fresh()
      const store = await openStore(location, options())
      await scan(store, { id: 's1', at: day(1), verdicts: [failing(queue('a'))] })
      await ask(
        location,
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      // Whoever asks at that very moment may hear of it, with what to do; soon after, questions are answered.
      const answers: number[] = []
      for (let n = 0; n < 10 && answers.length === 0; n++) {
        try {
          answers.push((await store.findings()).length)
        } catch (error) {
          assert.equal((error as Error).name, 'DatabaseUnavailable', String(error))
        }
      }
      assert.deepEqual(answers, [1])
      await scan(store, { id: 's2', at: day(2), verdicts: [failing(queue('a'))] })
      await store.close()
    })
  })
}
