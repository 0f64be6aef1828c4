// A server in a child process: started on a free loopback port, awaited until it answers, stopped by its process id.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmulatorUnavailable } from './python.ts'

export interface Server {
  readonly endpoint: string
  readonly port: number
  readonly child: ChildProcess
  readonly stop: () => Promise<void>
}

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no TCP port on loopback')
  return address.port
}

/** Starts a command and waits for any HTTP answer at `path`. Throws {@link EmulatorUnavailable} with the end of its output if none comes. */
export const startServer = async (spec: {
  readonly name: string
  readonly port: number
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Asked until it answers with a status below 500. */
  readonly path: string
  readonly seconds: number
}): Promise<Server> => {
  const endpoint = `http://127.0.0.1:${spec.port}`
  const child = spawn(spec.command, spec.args, { env: { ...process.env, ...spec.env }, stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  // Kept short, and always read: a full pipe would block the server.
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-4000))
  child.stderr.on('data', keep)
  child.stdout.on('data', keep)
  const over = (): boolean => failure !== undefined || child.exitCode !== null || child.signalCode !== null
  const killWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', killWithUs)

  const stop = async (): Promise<void> => {
    process.removeListener('exit', killWithUs)
    if (over()) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    if ((await Promise.race([ended, sleep(5000, 'late', { ref: false })])) === 'late') {
      child.kill('SIGKILL')
      await ended
    }
  }

  const answers = async (): Promise<boolean> => {
    try {
      const answer = await fetch(endpoint + spec.path, { signal: AbortSignal.timeout(2000) })
      await answer.arrayBuffer()
      return answer.status < 500
    } catch {
      return false
    }
  }
  const deadline = performance.now() + spec.seconds * 1000
  while (!(await answers())) {
    if (over() || performance.now() > deadline) {
      await stop()
      throw new EmulatorUnavailable(
        `${spec.name} did not answer on ${endpoint} within ${spec.seconds} s${output && `; it last said:\n${output}`}`,
        failure,
      )
    }
    await sleep(50)
  }
  return { endpoint, port: spec.port, child, stop }
}
