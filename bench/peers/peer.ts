// What a scanner has to tell to be compared: how it is installed and run, and how its results are counted.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, pythonWith } from '../../scripts/emulators/python.ts'
import type { Command, Finished } from './process.ts'

export interface Tally {
  /** One check on one resource, decided. What could not be read is no result. */
  readonly results: number
  /** The same by the scanner's own count, where it counts otherwise. */
  readonly own: number
  /** What it says that it could not do: messages, checks or resources, whatever it counts. */
  readonly errors: number
  /** The most frequent of them. */
  readonly examples: readonly string[]
}

export interface Peer {
  readonly name: string
  /** Its distribution on the Python package index. */
  readonly distribution: string
  readonly version: string
  readonly program: string
  readonly interpreters: readonly string[]
  /** Parapet's names for the services that it looks at as well: what Parapet is measured on beside it. */
  readonly services: readonly string[]
  readonly command: (program: string, regions: readonly string[]) => Command
  readonly tally: (finished: Finished) => Promise<Tally>
}

const folderOf = ({ distribution, version }: Peer): string => join('peers', `${distribution.toLowerCase()}-${version}`)

/** The path of its program, where it is installed. */
export const installed = (peer: Peer): string | undefined => {
  const program = join(cacheFolder, folderOf(peer), 'bin', peer.program)
  return existsSync(program) ? program : undefined
}

/** Installs it in a virtual environment of its own: nothing of it becomes part of Parapet. Throws `EmulatorUnavailable`. */
export const install = async (peer: Peer): Promise<void> => {
  const { distribution, version, interpreters } = peer
  await pythonWith({
    name: folderOf(peer),
    versions: { [distribution]: version },
    requirements: ['--prefer-binary', `${distribution}==${version}`],
    interpreters,
  })
}

/** The most frequent of many messages, cut to one line each. */
export const frequent = (messages: readonly string[]): readonly string[] =>
  [...Map.groupBy(messages, (message) => message.replaceAll(/\s+/g, ' ').slice(0, 160))]
    .map(([message, all]) => ({ message, times: all.length }))
    .sort((a, b) => b.times - a.times)
    .slice(0, 3)
    .map(({ message, times }) => `${times} x ${message}`)
