// The store on SQLite: the common behaviour, and what is a file's own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { conformance } from './conformance.ts'

const directory = mkdtempSync(join(tmpdir(), 'parapet-sqlite-'))
let count = 0

const execute = async (location: string, sql: string): Promise<void> => {
  const database = new DatabaseSync(location, { timeout: 5000 })
  database.exec(sql)
  database.close()
}

const tables = ['findings', 'finding_events', 'resources'] as const

conformance('SQLite', {
  stop: async () => rmSync(directory, { recursive: true, force: true }),
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
