// moto as a process: the test account. `node scripts/emulators/moto.ts [PORT]` runs one in the foreground.
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pins } from './pins.ts'
import { pythonWith } from './python.ts'
import { freePort, startServer } from './server.ts'

export interface Moto {
  readonly endpoint: string
  /** Empties every account, makes ids start over, and sets the clock to the real time. About 30 ms. */
  readonly reset: () => Promise<void>
  /** What moto takes for the time from here on, standing still; `undefined` for the real time. Resources get their ages from it. */
  readonly setClock: (now: Date | undefined) => Promise<void>
  /** Makes the ids of what is created from here on repeatable. */
  readonly seed: (a: number) => Promise<void>
  /** IAM policies are enforced after so many more calls; `Infinity` switches it off again. */
  readonly enforceIam: (after: number) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts moto on a free loopback port (about 2 s; the very first time on a clone, half a minute). Throws `EmulatorUnavailable`. */
export const startMoto = async (port?: number): Promise<Moto> => {
  const python = await pythonWith({
    name: `moto-${pins.moto}`,
    versions: { moto: pins.moto, boto3: pins.boto3 },
    requirements: [`moto[server]==${pins.moto}`, `boto3==${pins.boto3}`],
    interpreters: ['python3'],
  })
  const at = port ?? (await freePort())
  const server = await startServer({
    name: `moto ${pins.moto}`,
    port: at,
    command: python,
    args: [join(import.meta.dirname, 'moto_server.py'), String(at)],
    // Sets in the same order on every run.
    env: { PYTHONHASHSEED: '0', TZ: 'UTC', MOTO_AMIS_PATH: join(import.meta.dirname, 'amis.json'), MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    path: '/moto-api/data.json',
    seconds: 60,
  })
  const { child, endpoint, stop } = server
  const post = async (path: string, body?: string): Promise<void> => {
    const answer = await fetch(`${endpoint}/moto-api/${path}`, { method: 'POST', ...(body === undefined ? {} : { body }) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`moto refused ${path}: ${answer.status} ${text.slice(0, 200)}`)
  }

  if (!child.stdin || !child.stdout) throw new Error('moto was started without pipes')
  const { stdin } = child
  const lines = createInterface({ input: child.stdout })
  const setClock = async (now: Date | undefined): Promise<void> => {
    const taken = once(lines, 'line')
    stdin.write(`${now?.toISOString().replace('Z', '') ?? ''}\n`)
    await taken
  }
  const reset = async (): Promise<void> => {
    await post('reset-auth', 'inf')
    await post('reset')
    await post('seed?a=1')
    await setClock(undefined)
    // Without this every new function tries Docker.
    await post('config', JSON.stringify({ lambda: { use_docker: false } }))
  }
  await reset()
  return {
    endpoint,
    reset,
    setClock,
    seed: (a) => post(`seed?a=${a}`),
    enforceIam: (after) => post('reset-auth', after === Infinity ? 'inf' : String(after)),
    stop,
  }
}

if (import.meta.main) {
  const moto = await startMoto(Number(process.argv[2] ?? 5000))
  process.stdout.write(`moto ${pins.moto} answers on ${moto.endpoint}; Ctrl-C ends it\n`)
  await once(process, 'SIGINT')
  await moto.stop()
}
