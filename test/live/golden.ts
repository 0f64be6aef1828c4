// What is expected of the reference account, kept as files for people to read. PARAPET_UPDATE_GOLDEN=1 writes them anew: read the difference, then commit it.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { home, type Ground } from '../accounts/ground.ts'
import type { Reference } from '../accounts/reference.ts'
import type { Report, ReportedFinding } from './cli.ts'

type Expected = Readonly<Record<string, unknown>>

/** Compares with `golden/<name>.json`, or writes it. */
export const assertGolden = async (name: string, actual: Expected): Promise<void> => {
  const file = join(import.meta.dirname, 'golden', `${name}.json`)
  if (process.env['PARAPET_UPDATE_GOLDEN']) await writeFile(file, `${JSON.stringify(actual, null, 2)}\n`)
  const expected: unknown = JSON.parse(await readFile(file, 'utf8'))
  assert.deepEqual(actual, expected, `differs from ${file}`)
}

/** What findings are called: most by their resource's name, keys and event source mappings by what they belong to, since their ids tell nobody anything. */
export type Labels = ReadonlyMap<string, string>

export const labelsOf = async (
  ground: Ground,
  { keys, labels }: Pick<Reference, 'keys'> & Partial<Pick<Reference, 'labels'>>,
): Promise<Labels> => {
  const { EventSourceMappings = [] } = await ground.in(home).lambda.send(new ListEventSourceMappingsCommand({}))
  /** A table for its stream, else the last word. */
  const named = (arn = ''): string => /:table\/([^/]+)/.exec(arn)?.[1] ?? arn.slice(arn.lastIndexOf(':') + 1)
  return new Map([
    ...(labels ?? []),
    ...[...keys].map(([name, id]) => [id, `key ${name}`] as const),
    ...EventSourceMappings.map(
      ({ UUID = '', EventSourceArn, FunctionArn }) => [UUID, `${named(FunctionArn)} from ${named(EventSourceArn)}`] as const,
    ),
  ])
}

/** Names by check. */
export const byCheck = (findings: readonly ReportedFinding[], labels: Labels): Record<string, readonly string[]> => {
  const named = (found: ReportedFinding): string => {
    const name = labels.get(found.name) ?? found.name
    return found.discriminator === '' ? name : `${name} (${found.discriminator})`
  }
  const groups = Map.groupBy(findings, ({ check }) => check)
  return Object.fromEntries([...groups].sort(([a], [b]) => a.localeCompare(b)).map(([check, group]) => [check, group.map(named).sort()]))
}

/** What could not be assessed and why, by check. */
export const gaps = ({ notAssessed }: Report): Record<string, readonly string[]> => {
  const groups = Map.groupBy(notAssessed, ({ check }) => check)
  return Object.fromEntries(
    [...groups]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([check, group]) => [
        check,
        group.map(({ region, resources, reason, operation }) => `${resources} in ${region}: ${operation ?? 'the check'} ${reason}`).sort(),
      ]),
  )
}
