// The IAM credential report: passwords, MFA and access keys of all users and the root user, in one file for the account.
import { setTimeout } from 'node:timers/promises'
import { GenerateCredentialReportCommand, GetCredentialReportCommand, IAMClient } from '@aws-sdk/client-iam'
import { bulk } from '../../src/collect/collector.ts'
import { member } from '../../src/collect/member.ts'
import { parseCsv } from './csv.ts'

// Columns and words: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html

/** A date, or the report's own word for why there is none: no such credential, never used since AWS keeps track, not told for this user. */
export type When = Date | 'N/A' | 'no_information' | 'not_supported'

export interface Login {
  /** `not_supported` is said of the root user alone. */
  password_enabled: boolean | 'not_supported'
  password_last_used: When
  password_last_changed: When
  mfa_active: boolean
}

export interface AccessKey {
  /** The number that its columns carry in the report: `access_key_1_…`. */
  slot: string
  active: boolean
  /** When it was made or last switched on; a date for every active key. */
  last_rotated: When
  last_used_date: When
  /** Namespace of the service that it was last used for: `s3`; `N/A` where it never was. */
  last_used_service: string
}

type Row = Readonly<Record<string, string>>
/** Rows by the ARN of their user. Each is read only when its user asks for it, so that a strange one leaves the others as they are. */
export type CredentialReport = ReadonlyMap<string, Row>

const cell = (row: Row, column: string): string => member(row[column], column)

const flag = (row: Row, column: string): boolean => {
  const text = cell(row, column).toLowerCase()
  if (text !== 'true' && text !== 'false') throw new TypeError(`the credential report says neither true nor false as ${column}`)
  return text === 'true'
}

const when = (row: Row, column: string): When => {
  const text = cell(row, column)
  if (text === 'N/A' || text === 'no_information' || text === 'not_supported') return text
  const date = new Date(text)
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(date.getTime())) throw new TypeError(`the credential report has no date as ${column}`)
  return date
}

const rootUser = '<root_account>'

export const loginOf = (row: Row): Login => {
  const login: Login = {
    password_enabled: cell(row, 'password_enabled') === 'not_supported' ? 'not_supported' : flag(row, 'password_enabled'),
    password_last_used: when(row, 'password_last_used'),
    password_last_changed: when(row, 'password_last_changed'),
    mfa_active: flag(row, 'mfa_active'),
  }
  const { password_enabled, password_last_used, password_last_changed } = login
  // `no_information` says that it was never used; of the root user, `not_supported` is all that is ever said of its changes.
  const told = password_last_used instanceof Date || password_last_changed instanceof Date || row['user'] === rootUser
  if (password_enabled !== false && (password_last_used === 'not_supported' || !told))
    throw new TypeError('the credential report does not tell when the password was used')
  return login
}

export const accessKeysOf = (row: Row): readonly AccessKey[] => {
  // Only there where a user has more keys or certificates than the report has columns for: what it leaves out cannot be judged.
  const more = row['additional_credentials_info'] ?? ''
  if (more !== '' && more !== 'N/A') throw new TypeError('the credential report leaves out credentials of this user')
  return ['1', '2'].map((slot) => {
    const active = flag(row, `access_key_${slot}_active`)
    const last_rotated = when(row, `access_key_${slot}_last_rotated`)
    if (active && !(last_rotated instanceof Date)) throw new TypeError(`the credential report has no age of access key ${slot}`)
    const last_used_date = when(row, `access_key_${slot}_last_used_date`)
    if (active && last_used_date === 'not_supported')
      throw new TypeError(`the credential report does not tell when access key ${slot} was used`)
    return { slot, active, last_rotated, last_used_date, last_used_service: cell(row, `access_key_${slot}_last_used_service`) }
  })
}

/**
 * `undefined` where the report has no row of the user: one made since the report. A row of an earlier user of the same name is not the user's either;
 * `created` tells them apart, to the second.
 */
export const rowOf = <T>(report: CredentialReport, arn: string, read: (row: Row) => T, created?: Date): T | undefined => {
  const row = report.get(arn)
  if (!row) return undefined
  const inReport = created && when(row, 'user_creation_time')
  if (inReport instanceof Date && created && Math.trunc(inReport.getTime() / 1000) !== Math.trunc(created.getTime() / 1000))
    return undefined
  return read(row)
}

/** Names of the users who may sign in to the console with a password of their own. */
export const consoleUsers = (report: CredentialReport): readonly string[] =>
  [...report.values()]
    .filter((row) => cell(row, 'user') !== rootUser && flag(row, 'password_enabled'))
    .map((row) => cell(row, 'user'))
    .sort()

/**
 * Fields of one line. Names and paths may hold commas, which IAM is not known to quote: no other column has any, so that whatever is too much belongs to
 * the first two, and only an ARN has colons in them. Else anybody who may name a user could make the report unreadable.
 */
const fieldsOf = (record: readonly string[], columns: number): readonly string[] => {
  if (record.length <= columns) return record
  const head = record.slice(0, record.length - columns + 2).join(',')
  const arn = head.indexOf(',arn:') + 1
  return [head.slice(0, arn - 1), head.slice(arn), ...record.slice(record.length - columns + 2)]
}

/** The report's rows. One whose fields cannot be told apart is empty, and so unreadable for its user alone; throws where it is not known whose it is. */
export const parseReport = (text: string): CredentialReport => {
  const [header = [], ...records] = parseCsv(text)
  if (header[0] !== 'user' || header[1] !== 'arn') throw new TypeError('the credential report does not begin with the columns user and arn')
  return new Map(
    records.map((record): readonly [string, Row] => {
      const fields = fieldsOf(record, header.length)
      const arn = fields[1]
      if (!arn?.startsWith('arn:')) throw new TypeError('a line of the credential report does not tell whose it is')
      return [arn, fields.length === header.length ? Object.fromEntries(header.map((column, at) => [column, fields[at] ?? ''])) : {}]
    }),
  )
}

/** Between two questions whether the report is done; 57 s in all. AWS takes seconds, and longer for thousands of users. */
const pauses = [500, 1000, 1500, 2000, 2000, ...Array.from({ length: 10 }, () => 5000)]

/** States of the report in which asking for it anew helps; as IAM's API and its SDK name them. */
const notReady: ReadonlySet<unknown> = new Set([
  'ReportInProgress',
  'CredentialReportNotReadyException',
  'ReportNotPresent',
  'CredentialReportNotPresentException',
  'ReportExpired',
  'CredentialReportExpiredException',
])
const isNotReady = (error: unknown): boolean =>
  error instanceof Error && (notReady.has(error.name) || ('code' in error && notReady.has(error.code)))

/** A report of the last four hours, or a new one: AWS makes at most one in four hours. */
export const credentialReportBy = (sleep: (ms: number) => Promise<unknown>) =>
  bulk({
    client: IAMClient,
    calls: ['iam:GetCredentialReport', 'iam:GenerateCredentialReport'],
    async run(iam): Promise<CredentialReport> {
      const content = async (): Promise<Uint8Array | undefined> => {
        const { State } = await iam.send(new GenerateCredentialReportCommand({}))
        if (State !== 'COMPLETE') return undefined
        try {
          return member((await iam.send(new GetCredentialReportCommand({}))).Content, 'Content')
        } catch (error) {
          // The report may expire between the two calls. That is a state of the report, not a failure: it is asked for once more.
          if (isNotReady(error)) return undefined
          throw error
        }
      }
      for (const pause of [...pauses, 0]) {
        const done = await content()
        if (done) return parseReport(new TextDecoder('utf-8', { fatal: true }).decode(done))
        if (pause > 0) await sleep(pause)
      }
      throw new Error('IAM is still making the credential report; scan again in a few minutes')
    },
  })

export const credentialReport = credentialReportBy(setTimeout)
