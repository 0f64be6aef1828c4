// What the environment says besides configuration: directories, colours, CI.
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

const set = (value: string | undefined): value is string => value !== undefined && value !== ''

export const homeOf = (env: Environment): string => (set(env.HOME) ? env.HOME : homedir())

/** A directory of the XDG base directory specification, which says that relative values are to be ignored. */
const xdg = (env: Environment, name: string, fallback: string): string => {
  const value = env[name]
  return join(set(value) && isAbsolute(value) ? value : join(homeOf(env), fallback), 'parapet')
}
export const dataDirectory = (env: Environment): string => xdg(env, 'XDG_DATA_HOME', '.local/share')
export const configDirectory = (env: Environment): string => xdg(env, 'XDG_CONFIG_HOME', '.config')
export const cacheDirectory = (env: Environment): string => xdg(env, 'XDG_CACHE_HOME', '.cache')
export const stateDirectory = (env: Environment): string => xdg(env, 'XDG_STATE_HOME', '.local/state')

/** Whether a stream gets colours. FORCE_COLOR wins, then NO_COLOR and TERM=dumb, then whether it is a terminal. */
export const colourWanted = (env: Environment, isTerminal: boolean, noColor: boolean): boolean => {
  if (noColor) return false
  if (set(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && !set(env.NO_COLOR) && env.TERM !== 'dumb'
}

/** Whether progress may redraw a line. */
export const animationWanted = (env: Environment, isTerminal: boolean): boolean => isTerminal && env.TERM !== 'dumb' && !inCi(env)

export const inCi = (env: Environment): boolean => set(env.CI) && env.CI !== 'false' && env.CI !== '0'

/** Columns of a terminal; COLUMNS wins, as everywhere. */
export const columnsOf = (env: Environment, columns: number | undefined): number => {
  const asked = Number(env.COLUMNS)
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, 400) : (columns ?? 96)
}
