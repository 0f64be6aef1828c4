// The only reader of configuration: flags, then PARAPET_* variables, then parapet.yaml, then the user's file, then defaults. All errors at once.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { configDirectory, dataDirectory, homeOf, type Environment } from './config/environment.ts'
import { fileSchema, fromText, keys, type Config, type KeyName } from './config/keys.ts'
import { didYouMean, nearest } from './suggest.ts'
import { invalid } from './user-error.ts'
import { maxYamlBytes, parseYaml, type Problem } from './yaml.ts'

export type { Config } from './config/keys.ts'

export const projectFileName = 'parapet.yaml'
export const waiverFileName = 'parapet.waivers.yaml'

/** What was given on the command line, by the key that it sets. */
export type Flags = { readonly [K in KeyName]?: string | readonly string[] | undefined }

/** Where a value comes from. */
export interface Origin {
  readonly key: KeyName
  readonly value: unknown
  /** `--region`, `PARAPET_REGIONS`, `parapet.yaml:3:10` or `default`. */
  readonly origin: string
  readonly secret: boolean
}
export interface LoadedConfig {
  readonly config: Config
  readonly origins: readonly Origin[]
  /** The project's directory: where parapet.yaml lies, else the root of the repository, else the working directory. */
  readonly project: string
  /** Where scans keep what they learned until it is stored. */
  readonly checkpoints: string
}

interface Entry {
  readonly value: unknown
  readonly origin: string
  /** Directory that relative paths start from. */
  readonly base: string
}
type Layer = ReadonlyMap<KeyName, Entry>

/** A file as people know it: relative where that is shorter to read. */
export const displayPath = (file: string, cwd: string): string => {
  const near = relative(cwd, file)
  return near === '' || near.startsWith('..') || isAbsolute(near) ? file : near
}

/** Directories from `cwd` up to the root of its repository; `cwd` alone outside of one, so that no stranger's file in /tmp is taken. */
const upwards = (cwd: string): readonly string[] => {
  const found: string[] = []
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    found.push(directory)
    if (existsSync(join(directory, '.git'))) return found
    if (dirname(directory) === directory) return [resolve(cwd)]
  }
}

/** Reads a text file with a cap on its size. */
export const readCapped = (file: string, name: string): string => {
  try {
    const { size } = statSync(file)
    if (size > maxYamlBytes) throw invalid(`${name}: is larger than ${maxYamlBytes / 1_000_000} MB`)
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw invalid(`${name}: cannot be read (${String(error.code)})`)
    throw error
  }
}

const loopback = (url: string): boolean => {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

const fileLayer = (file: string, cwd: string, problems: Problem[], project: boolean): Layer => {
  const layer = new Map<KeyName, Entry>()
  const name = displayPath(file, cwd)
  const parsed = parseYaml(name, readCapped(file, name), fileSchema)
  if ('problems' in parsed) {
    problems.push(...parsed.problems)
    return layer
  }
  const { value, where } = parsed.file
  for (const key of keys) {
    const path = key.name.split('.')
    const found = path.reduce<unknown>((at, step) => (at as Readonly<Record<string, unknown>> | undefined)?.[step], value)
    if (found !== undefined) layer.set(key.name, { value: found, origin: where(path), base: dirname(file) })
  }
  // Whoever writes a repository must not be able to redirect signed requests: they carry a session token.
  if (project && value.endpointUrl !== undefined && !loopback(value.endpointUrl))
    problems.push(
      `${where(['endpointUrl'])}: endpointUrl: a project's file may only name this machine; use --endpoint-url or PARAPET_ENDPOINT_URL for another`,
    )
  return layer
}

/** Values that are always text, flags or variables, checked against each key's schema. */
const textLayer = (
  given: readonly { readonly key: (typeof keys)[number]; readonly text: string | readonly string[]; readonly origin: string }[],
  cwd: string,
  problems: Problem[],
): Layer => {
  const layer = new Map<KeyName, Entry>()
  for (const { key, text, origin } of given) {
    const result = key.schema.safeParse(fromText(key.as, text))
    if (result.success) layer.set(key.name, { value: result.data, origin, base: cwd })
    else problems.push(...new Set(result.error.issues.map((issue) => `${origin}: ${issue.message}`)))
  }
  return layer
}

/** Variables that look like one of ours, misspelt. */
const misspelt = (env: Environment): readonly Problem[] => {
  const known = keys.map(({ variable }) => variable)
  return Object.keys(env)
    .filter(
      (name) =>
        name.startsWith('PARAPET_') &&
        !known.includes(name) &&
        nearest(
          name.slice(8),
          known.map((variable) => variable.slice(8)),
        ),
    )
    .sort()
    .map((name) => `${name}: unknown variable.${didYouMean(name, known)}`)
}

/** Whether a database is a server, not a file. */
export const isServer = (database: string): boolean => /^postgres(ql)?:\/\//.test(database)

/** Finds, reads, checks and merges everything. Throws one {@link UserError} that names every problem. */
export const loadConfig = (sources: { readonly flags: Flags; readonly env: Environment; readonly cwd: string }): LoadedConfig => {
  const { flags, env, cwd } = sources
  const problems: Problem[] = []
  const up = upwards(cwd)
  const directory = up.find((each) => existsSync(join(each, projectFileName)))
  const userFile = join(configDirectory(env), projectFileName)
  const layers: readonly Layer[] = [
    textLayer(
      keys.flatMap((key) => {
        const text = flags[key.name]
        return text === undefined ? [] : [{ key, text, origin: key.flag ?? key.name }]
      }),
      cwd,
      problems,
    ),
    textLayer(
      keys.flatMap((key) => {
        const text = env[key.variable]
        return text === undefined || text === '' ? [] : [{ key, text, origin: key.variable }]
      }),
      cwd,
      problems,
    ),
    directory === undefined ? new Map() : fileLayer(join(directory, projectFileName), cwd, problems, true),
    existsSync(userFile) ? fileLayer(userFile, cwd, problems, false) : new Map(),
  ]
  problems.push(...misspelt(env))
  if (problems.length > 0)
    throw invalid(problems.length === 1 ? 'the configuration is invalid' : `the configuration has ${problems.length} problems`, {
      details: problems,
      next: 'parapet help configuration lists every key',
    })

  const project = directory ?? (up.length > 1 || existsSync(join(cwd, '.git')) ? (up.at(-1) ?? cwd) : cwd)
  const pathOf = ({ value, base }: Entry): string => {
    const path = String(value)
    return path.startsWith('~/') ? join(homeOf(env), path.slice(2)) : resolve(base, path)
  }
  const defaultWaivers = join(project, waiverFileName)
  const origins = keys.map(({ name, fallback, secret }): Origin => {
    const entry = layers.find((layer) => layer.has(name))?.get(name)
    const head = { key: name, secret: secret ?? false }
    if (name === 'database')
      return entry
        ? { ...head, value: isServer(String(entry.value)) ? entry.value : pathOf(entry), origin: entry.origin }
        : { ...head, value: join(dataDirectory(env), 'parapet.db'), origin: 'default' }
    if (name === 'waivers')
      return entry
        ? { ...head, value: pathOf(entry), origin: entry.origin }
        : { ...head, value: existsSync(defaultWaivers) ? defaultWaivers : undefined, origin: 'default' }
    return entry ? { ...head, value: entry.value, origin: entry.origin } : { ...head, value: fallback, origin: 'default' }
  })
  const settings: Record<string, unknown> = {}
  const plain: Record<string, unknown> = {}
  for (const { key, value } of origins) {
    if (key.startsWith('settings.')) settings[key.slice('settings.'.length)] = value
    else plain[key] = value
  }
  // Every value went through its key's schema above.
  const config = { ...plain, settings } as unknown as Config
  return {
    config,
    origins,
    project,
    checkpoints: join(isServer(config.database) ? dataDirectory(env) : dirname(config.database), 'checkpoints'),
  }
}

/** A database's place without the password that a URL may carry. */
export const withoutPassword = (database: string): string => {
  if (!isServer(database) || !URL.canParse(database)) return database
  const url = new URL(database)
  if (url.password !== '') url.password = '****'
  if (url.searchParams.has('password')) url.searchParams.set('password', '****')
  return url.href
}
