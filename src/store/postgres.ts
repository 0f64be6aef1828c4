// PostgreSQL: a pool of `pg` under Kysely. Loaded only where a postgres:// location asks for it.
import { PostgresDialect, type Dialect } from 'kysely'
import { Pool } from 'pg'
import { DatabaseUnavailable } from './errors.ts'
import { decodeRow, encodeParameter } from './text.ts'

const connections = 4
const connectMilliseconds = 10_000

/** A location for people: who and where, never the password. */
export const safeLocation = (url: URL): string => `postgres://${url.username ? `${url.username}@` : ''}${url.host}${url.pathname}`

const remedies: readonly (readonly [RegExp, string])[] = [
  [/^28/, 'Check user and password.'],
  [/^3D000/, 'Create the database first: createdb NAME.'],
  [/^42501/, 'The user needs the right to create tables in its schema.'],
  [/^25006/, 'The server is read-only; name its primary.'],
  [/^53300/, 'The server has no connection left; try again later.'],
  [/^(ECONN|ENOTFOUND|EAI|ETIMEDOUT|EHOST|08|57P)/, 'Check that the server runs and that it can be reached from here.'],
]

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  // pg's own errors about lost and late connections carry no code.
  if (!('code' in error) || typeof error.code !== 'string') return /timeout|terminated/i.test(error.message) ? 'ETIMEDOUT' : ''
  return error.code
}

/** Errors of the place, in words that say what to do; the password stands in none. Errors of a statement stay what they are. */
const translate = (error: unknown, location: string, secrets: readonly string[]): unknown => {
  const remedy = remedies.find(([code]) => code.test(codeOf(error)))?.[1]
  if (remedy === undefined) return error
  const what = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), messageOf(error))
  return new DatabaseUnavailable(location, what, remedy)
}

const parse = (text: string): URL => {
  try {
    return new URL(text)
  } catch {
    // The error of URL quotes its input, and with it the password.
    throw new DatabaseUnavailable('postgres://…', 'the address is not a URL', 'Write postgres://user:password@host:port/database.')
  }
}

const decodeComponent = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const openPostgres = async (
  text: string,
): Promise<{ readonly dialect: Dialect; readonly location: string; readonly close: () => Promise<void> }> => {
  const url = parse(text)
  const location = safeLocation(url)
  const passwords = [url.password, url.searchParams.get('password') ?? ''].filter((secret) => secret !== '')
  const secrets = [...new Set([text, ...passwords, ...passwords.map(decodeComponent)])]
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw translate(error, location, secrets)
    }
  }
  const pool = new Pool({
    connectionString: text,
    max: connections,
    connectionTimeoutMillis: connectMilliseconds,
    application_name: 'parapet',
  })
  // An idle connection that breaks is replaced at the next question; without a listener it would end the process.
  pool.on('error', () => undefined)
  // So does one that breaks while it is in use: the question under way is rejected, and that is enough.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const dialect = new PostgresDialect({
    pool: {
      options: pool.options,
      connect: () =>
        attempt(async () => {
          const client = await pool.connect()
          return {
            query: ((statement: string, parameters: readonly unknown[] = []) =>
              attempt(async () => {
                const result = await client.query<object>(statement, parameters.map(encodeParameter))
                for (const row of result.rows) decodeRow(row)
                return result
              })) as never,
            release: (destroy?: boolean) => client.release(destroy),
          }
        }),
      end: () => pool.end(),
    },
  })
  return {
    dialect,
    location,
    // Kysely ends only a pool that it has used.
    close: async () => {
      if (!pool.ended) await pool.end()
    },
  }
}
