// Runs one scan as a process of its own and says what it cost: time, processor time, peak memory, as the kernel counts them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { credentials, home as region } from '../../test/accounts/ground.ts'

export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface Cost {
  readonly wall: number
  readonly cpu: number
  /** Of the largest process, in megabytes. */
  readonly memory: number
}

export interface Finished extends Cost {
  readonly code: number
  /** Where it ran: `stdout`, `stderr` and whatever it wrote. */
  readonly folder: string
}

/** Node does not tell what a child used, and not every machine has time(1). Where the time is up, the child is ended. */
const measured = `
import json, os, resource, signal, sys, time
out, limit, argv = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
start = time.monotonic()
child = os.fork()
if child == 0: os.execvp(argv[0], argv)
signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
signal.alarm(limit)
_, status, used = os.wait4(child, 0)
unit = 1 if sys.platform == 'darwin' else 1024
with open(out, 'w') as file:
    json.dump({'wall': time.monotonic() - start, 'cpu': used.ru_utime + used.ru_stime, 'memory': used.ru_maxrss * unit / 2**20, 'code': os.waitstatus_to_exitcode(status)}, file)
`

/**
 * Python reads this when it starts. Names below the address lead to the emulator, as S3 Control needs it; no other name leads anywhere:
 * a scanner that wants to fetch code or look for news of itself is told at once that it cannot, and nothing leaves this machine.
 */
const sitecustomize = `
import socket
_resolve = socket.getaddrinfo
def _loopback(host, *rest, **more):
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in ('localhost', '127.0.0.1', '::1'): return _resolve(name, *rest, **more)
    if name.endswith('.127.0.0.1') or name.endswith('.localhost'): return _resolve('127.0.0.1', *rest, **more)
    raise socket.gaierror(socket.EAI_NONAME, 'only the emulator is there')
socket.getaddrinfo = _loopback
`

const result = z.object({ wall: z.number(), cpu: z.number(), memory: z.number(), code: z.number() })

/**
 * Runs a command in an empty folder, with nothing of this machine's configuration in its environment. `home` stays: what a scanner keeps there
 * for the next time, such as compiled code, it may find again.
 */
export const runScan = async (command: Command, endpoint: string, home: string, folder: string, seconds = 900): Promise<Finished> => {
  await rm(folder, { recursive: true, force: true })
  const python = join(home, 'python')
  await Promise.all([mkdir(folder, { recursive: true }), mkdir(python, { recursive: true })])
  await writeFile(join(python, 'sitecustomize.py'), sitecustomize)
  const costs = join(folder, 'cost.json')
  const [stdout, stderr] = await Promise.all([open(join(folder, 'stdout'), 'w'), open(join(folder, 'stderr'), 'w')])
  try {
    const child = spawn('python3', ['-c', measured, costs, String(seconds), command.program, ...command.args], {
      cwd: folder,
      stdio: ['ignore', stdout.fd, stderr.fd],
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        PYTHONPATH: python,
        NO_COLOR: '1',
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_DEFAULT_REGION: region,
        AWS_ENDPOINT_URL: endpoint,
        AWS_EC2_METADATA_DISABLED: 'true',
        ...command.env,
      },
    })
    await once(child, 'exit')
  } finally {
    await Promise.all([stdout.close(), stderr.close()])
  }
  return { ...result.parse(JSON.parse(await readFile(costs, 'utf8'))), folder }
}
