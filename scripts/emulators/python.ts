// Python packages of pinned versions: the interpreter on PATH where it has exactly them, else a virtual environment under .cache/.
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
export const cacheFolder = join(import.meta.dirname, '..', '..', '.cache')

/** What keeps an emulator from starting on this machine, and what would help. */
export class EmulatorUnavailable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'EmulatorUnavailable'
  }
}

export interface PythonPackages {
  /** Of the virtual environment's folder. */
  readonly name: string
  /** Distribution name to version, e.g. `{ moto: '5.2.3' }`: what has to be there, exactly. */
  readonly versions: Readonly<Record<string, string>>
  /** What pip is given. */
  readonly requirements: readonly string[]
  /** Interpreters to try, best first. */
  readonly interpreters: readonly string[]
  /** Take no package that was published later: what was made to work together then. Needs a pip of 2026, which is installed for it. */
  readonly publishedBefore?: string
}

const report = `
import importlib.metadata, json, sys
found = {}
for name in sys.argv[1:]:
    try: found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError: pass
print(json.dumps(found))`

/** pyenv's own way of choosing: `python3.13` is there only where its version is named. Means nothing to other Pythons. */
const chosen = (interpreter: string): NodeJS.ProcessEnv => {
  const version = /^python(3\.\d+)$/.exec(interpreter)?.[1]
  return version === undefined ? process.env : { ...process.env, PYENV_VERSION: version }
}

const has = async (interpreter: string, versions: PythonPackages['versions']): Promise<boolean> => {
  try {
    const { stdout } = await run(interpreter, ['-c', report, ...Object.keys(versions)])
    const found: unknown = JSON.parse(stdout)
    return (
      typeof found === 'object' &&
      found !== null &&
      Object.entries(versions).every(([name, version]) => Reflect.get(found, name) === version)
    )
  } catch {
    return false
  }
}

/** Makes an empty virtual environment with the first interpreter that can. */
const makeEnvironment = async (folder: string, interpreters: readonly string[]): Promise<void> => {
  let last: unknown
  for (const interpreter of interpreters) {
    await rm(folder, { recursive: true, force: true })
    try {
      await run(interpreter, ['-m', 'venv', folder], { env: chosen(interpreter) })
      return
    } catch (error) {
      last = error
    }
  }
  throw new EmulatorUnavailable(
    `none of ${interpreters.join(', ')} is here with its venv module; on Debian: apt-get install python3-venv`,
    last,
  )
}

/** The path of a Python interpreter that has exactly these packages. The first call on a fresh clone downloads them. Throws {@link EmulatorUnavailable}. */
export const pythonWith = async ({ name, versions, requirements, interpreters, publishedBefore }: PythonPackages): Promise<string> => {
  if (publishedBefore === undefined && (await has('python3', versions))) return 'python3'
  const folder = join(cacheFolder, name)
  const python = join(folder, 'bin', 'python3')
  if (await has(python, versions)) return python
  process.stderr.write(`installing ${requirements.join(' ')} under .cache/${name} ...\n`)
  await makeEnvironment(folder, interpreters)
  const pip = (...words: readonly string[]) =>
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...words], { maxBuffer: 1 << 24 })
  try {
    if (publishedBefore === undefined) await pip(...requirements)
    else {
      await pip('pip>=26.1')
      await pip('--uploaded-prior-to', publishedBefore, ...requirements)
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw new EmulatorUnavailable(`pip could not install ${requirements.join(' ')}: is a Python package index reachable?`, error)
  }
  return python
}
