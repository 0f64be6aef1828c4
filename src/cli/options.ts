// Options that several commands share, each defined once.
import { InvalidArgumentError, Option, type Command } from 'commander'
import { severities } from '../risk/severity.ts'
import { didYouMean } from '../suggest.ts'

export const formats = ['console', 'json', 'jsonl', 'csv', 'md', 'html'] as const
export type Format = (typeof formats)[number]
export const policyFormats = ['json', 'terraform', 'cloudformation'] as const
export const graphFormats = ['mermaid', 'dot', 'svg', 'json'] as const
export const furtherParts = ['identities', 'keys', 'logs'] as const
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

/** One of a few words; a near miss is named. */
export const choice = (flags: string, description: string, words: readonly string[]): Option =>
  new Option(flags, description).choices(words).argParser((value: string) => {
    if (words.includes(value)) return value
    throw new InvalidArgumentError(`It has to be one of ${words.join(', ')}.${didYouMean(value, words)}`)
  })

const split = (value: string): readonly string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

/** An option that may be repeated, and takes several values with commas. */
export const repeated = (flags: string, description: string, words?: readonly string[]): Option => {
  const option = new Option(flags, description)
  if (words) option.choices(words)
  return option.argParser((value: string, before: readonly string[] | undefined) => {
    const values = split(value)
    if (values.length === 0) throw new InvalidArgumentError('It must not be empty.')
    const odd = words && values.find((each) => !words.includes(each))
    if (odd !== undefined) throw new InvalidArgumentError(`There is no '${odd}' in ${words?.join(', ')}.${didYouMean(odd, words ?? [])}`)
    return [...(before ?? []), ...values]
  })
}

export const whole = (least: number, most: number) => (value: string) => {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`)
}

export const database = (command: Command): Command =>
  command.option('--database <file>', 'where findings are kept (default: parapet.db in your data directory)')

/** For commands on what is stored. */
export const account = (command: Command): Command => command.option('--account <id>', 'the AWS account (default: the one scanned last)')

export const asJson = (command: Command): Command => command.option('--json', 'print one JSON document')

/** Who to be, and where. */
export const access = (command: Command): Command =>
  command
    .option('--profile <name>', 'AWS profile to use')
    .option('--role-arn <arn>', 'role to assume before anything is read')
    .option('--external-id <id>', 'external id that the role asks for')
    .option('--session-name <name>', 'role session name (default: parapet and the scan id)')
    .addOption(repeated('--region <region>', 'region or pattern (eu-*, all); may be repeated'))
    .option('--endpoint-url <url>', 'talk to this endpoint instead of AWS (moto, LocalStack)')

/** What to look at. */
export const selection = (command: Command): Command =>
  command
    .addOption(repeated('--service <name>', 'only checks of this service; may be repeated'))
    .addOption(repeated('--check <id>', 'only this check, * is a wildcard; may be repeated'))
    .addOption(repeated('--severity <severity>', 'only checks of this severity; may be repeated', severities))
    .option('--content', 'also read what lies inside of resources (code, documents); off by default')

export const gate = (command: Command): Command =>
  command
    .addOption(choice('--fail-on <severity>', 'exit 1 if a finding of this severity or above is open', severities))
    .addOption(choice('--fail-on-new <severity>', 'exit 1 if one opened or reopened in this scan', severities))
    .addOption(new Option('--min-coverage <percent>', 'exit 4 only below this share of decided results').argParser(whole(0, 100)))
    .option('--allow-incomplete', 'do not exit 4 where facts are missing')

export const pace = (command: Command): Command =>
  command
    .option('--max-share <share>', "share of AWS's rate limits to take, such as 0.25 or 25% (default: 0.5)")
    .option('--timeout <duration>', 'stop asking after this time, such as 30m')

export const output = (command: Command, description = 'format of the result'): Command =>
  command
    .addOption(choice('--format <format>', description, formats).default('console'))
    .option('-o, --output <file>', 'write the result to a file; - is stdout', '-')
