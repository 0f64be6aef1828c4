// A folder for one test, gone after it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs with the path of a recording that does not exist yet. */
export const inFolder = async (run: (file: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'parapet-'))
  try {
    await run(join(folder, 'recording.ndjson'))
  } finally {
    await rm(folder, { recursive: true })
  }
}
