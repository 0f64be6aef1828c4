// Files that commands write: whole or not at all.
import { randomBytes } from 'node:crypto'
import { access, constants, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Rejects, before long work begins, where its result could not be written. */
export const mayWrite = async (file: string): Promise<void> => {
  await access(dirname(file), constants.W_OK)
  const there = await stat(file).catch(() => undefined)
  if (there?.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR', path: file })
}

/** Replaces a file in one step; a crash or a full disk leaves the old one. Keeps the old one's mode. */
export const writeWhole = async (file: string, text: string, mode = 0o600): Promise<void> => {
  const before = await stat(file).catch(() => undefined)
  const partial = `${file}.${randomBytes(4).toString('hex')}.partial`
  try {
    const handle = await open(partial, 'wx', before ? before.mode & 0o777 : mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}
