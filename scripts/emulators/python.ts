// Python packages of pinned versions: the interpreter on PATH where it has exactly them, else a virtual environment under .cache/.
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

/** What keeps an emulator from starting on this machine, and what would help. */
export class EmulatorUnavailable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'EmulatorUnavailable'
  }
}

/** Distribution name to version, e.g. `{ moto: '5.2.3' }`. */
export type Versions = Readonly<Record<string, string>>

const report = `
import importlib.metadata, json, sys
found = {}
for name in sys.argv[1:]:
    try: found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError: pass
print(json.dumps(found))`

const has = async (python: string, versions: Versions): Promise<boolean> => {
  try {
    const { stdout } = await run(python, ['-c', report, ...Object.keys(versions)])
    const found: unknown = JSON.parse(stdout)
    return (
      typeof found === 'object' &&
      found !== null &&
      Object.entries(versions).every(([name, version]) => Object.entries(found).some(([n, v]) => n === name && v === version))
    )
  } catch {
    return false
  }
}

/**
 * The path of a Python interpreter that has exactly these versions. `requirements` is what pip is given, where that differs (extras).
 * The first call on a fresh clone takes about half a minute. Throws {@link EmulatorUnavailable}.
 */
export const pythonWith = async (name: string, versions: Versions, requirements: readonly string[]): Promise<string> => {
  if (await has('python3', versions)) return 'python3'
  const folder = join(root, '.cache', name)
  const python = join(folder, 'bin', 'python3')
  if (await has(python, versions)) return python
  process.stderr.write(`installing ${requirements.join(' ')} under .cache/${name} ...\n`)
  await rm(folder, { recursive: true, force: true })
  try {
    await run('python3', ['-m', 'venv', folder])
  } catch (error) {
    throw new EmulatorUnavailable(
      'python3 with its venv module is needed and does not work here; on Debian: apt-get install python3-venv',
      error,
    )
  }
  try {
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements], { maxBuffer: 1 << 24 })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw new EmulatorUnavailable(`pip could not install ${requirements.join(' ')}: is a Python package index reachable?`, error)
  }
  return python
}
