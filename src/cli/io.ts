// Standard streams: results to stdout, everything else to stderr; a reader that went away stops nothing.
import { fstatSync, writeSync } from 'node:fs'
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

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** All of a text to a file. Node's own stream for files takes a write that a full disk cut short for a whole one. */
const writeAll = (fd: number, text: string): void => {
  for (let left = Buffer.from(text); left.length > 0;) left = left.subarray(writeSync(fd, left))
}

/** Whether a stream is a file, or a device that is no terminal. */
const isFile = (stream: NodeJS.WriteStream & { readonly fd: number }): boolean => {
  if (stream.isTTY) return false
  const stats = fstatSync(stream.fd)
  return stats.isFile() || stats.isCharacterDevice()
}

/** A stream as a command sees it. After EPIPE (`parapet findings list | head`) writing is silently over. */
export const outOf = (stream: NodeJS.WriteStream & { readonly fd: number }, env: Environment): Out => {
  let closed = false
  let failure: unknown
  const fail = (error: unknown): void => {
    closed = true
    if (!readerGone.has(codeOf(error))) failure ??= error
  }
  stream.on('error', fail)
  const direct = isFile(stream)
  return {
    write: (text) => {
      if (closed) return
      if (!direct) {
        stream.write(text)
        return
      }
      try {
        writeAll(stream.fd, text)
      } catch (error) {
        fail(error)
      }
    },
    isTerminal: stream.isTTY,
    columns: columnsOf(env, stream.isTTY ? stream.columns : undefined),
    flush: () =>
      new Promise((resolve, reject) => {
        const end = (): void => (failure instanceof Error ? reject(failure) : resolve())
        if (closed || direct) end()
        else stream.write('', end)
      }),
  }
}
