// Starts the simulated account as a child process, and asks it what it counted.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Counts, Settings } from './server.ts'

export interface Simulated extends AsyncDisposable {
  readonly url: string
  readonly counts: () => Promise<Counts>
}

export const startSimulated = async (settings: Settings): Promise<Simulated> => {
  const child = fork(join(import.meta.dirname, 'server.ts'), [JSON.stringify(settings)])
  const answer = async (): Promise<Record<string, unknown>> => {
    const [message] = (await once(child, 'message')) as [Record<string, unknown>]
    return message
  }
  const { port } = await answer()
  return {
    url: `http://127.0.0.1:${String(port)}`,
    counts: async () => {
      const next = answer()
      child.send('counts')
      return (await next)['counts'] as Counts
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}
