// What an unfinished scan has learned so far, one line for each job, so that it can be taken up again after a crash or Ctrl-C.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isWhole, type JobResult } from './collect/run.ts'
import { fromJson, toJson } from './graph/json.ts'

export interface Checkpoint {
  /** Whole results of earlier runs; a line that a crash cut off is left out and asked again. */
  readonly done: readonly JobResult[]
  readonly add: (result: JobResult) => Promise<void>
  readonly remove: () => void
}

const parse = (line: string): readonly JobResult[] => {
  try {
    return [fromJson(line) as JobResult]
  } catch {
    return []
  }
}

/** Opens the checkpoint of a scan; the file is made with its first line, readable by its owner alone. */
export const openCheckpoint = (directory: string, scan: string): Checkpoint => {
  const file = join(directory, `${scan}.ndjson`)
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  // The last element is what follows the last newline: empty, or cut off.
  const done = lines.slice(0, -1).flatMap(parse).filter(isWhole)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  let writing = Promise.resolve()
  // After a crash in the middle of a line, the next one must start on its own.
  let prefix = (lines.at(-1) ?? '') === '' ? '' : '\n'
  return {
    done,
    add: (result) => {
      const line = `${prefix}${toJson(result)}\n`
      prefix = ''
      writing = writing.then(() => appendFile(file, line, { mode: 0o600 }))
      return writing
    },
    remove: () => rmSync(file, { force: true }),
  }
}
