// Standard streams: results to stdout, everything else to stderr; a reader that went away stops nothing.
import { columnsOf, type Environment } from '../config/environment.ts'

export interface Out {
  readonly write: (text: string) => void
  readonly isTerminal: boolean
  readonly columns: number
  /** Resolves when all was handed to the system. Rejects where it could not be written, unless the reader went away. */
  readonly flush: () => Promise<void>
}

export interface Io {
  readonly out: Out
  readonly err: Out
  readonly env: Environment
  readonly cwd: string
  readonly now: () => Date
  /** Asks a person; undefined where there is none. */
  readonly ask?: (question: string) => Promise<string>
}

const readerGone = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'EOF'])

/** A stream as a command sees it. After EPIPE (`parapet findings list | head`) writing is silently over. */
export const outOf = (stream: NodeJS.WriteStream, env: Environment): Out => {
  let closed = false
  let failure: Error | undefined
  stream.on('error', (error: NodeJS.ErrnoException) => {
    closed = true
    if (!readerGone.has(error.code ?? '')) failure ??= error
  })
  return {
    write: (text) => {
      if (!closed) stream.write(text)
    },
    isTerminal: stream.isTTY,
    columns: columnsOf(env, stream.isTTY ? stream.columns : undefined),
    flush: () =>
      new Promise((resolve, reject) => {
        const end = (): void => (failure ? reject(failure) : resolve())
        if (closed) end()
        else stream.write('', end)
      }),
  }
}
