// moto's credential report made whole: the root user's row, and when passwords and keys were last used.
import { account, daysBefore } from '../ground.ts'

export interface ReportFacts {
  readonly now: Date
  readonly rootMfa: boolean
  /** Days since the root user signed in. */
  readonly rootLastUsed: number
  /** Days since users signed in; whoever is missing never did. */
  readonly passwordLastUsed: Readonly<Record<string, number>>
  /** Days since the first key of users was used. */
  readonly keyLastUsed: Readonly<Record<string, number>>
}

const stamp = (now: Date, days: number): string =>
  daysBefore(now, days)
    .toISOString()
    .replace(/\.\d+Z$/, '+00:00')

/** The report as AWS would give it. */
export const correctReport = (csv: string, facts: ReportFacts): string => {
  const [header = '', ...lines] = csv.trim().split('\n')
  const columns = header.split(',')
  const rows = lines.map((line) => {
    const row: Record<string, string> = Object.fromEntries(line.split(',').map((cell, index) => [columns[index] ?? '', cell]))
    const user = row['user'] ?? ''
    const console = row['password_enabled'] === 'true'
    const signedIn = facts.passwordLastUsed[user]
    const keyUsed = facts.keyLastUsed[user]
    return {
      ...row,
      password_enabled: String(console),
      password_last_used: console ? (signedIn === undefined ? 'no_information' : stamp(facts.now, signedIn)) : 'N/A',
      password_last_changed: console ? row['password_last_changed'] : 'N/A',
      password_next_rotation: 'N/A',
      ...(keyUsed === undefined
        ? { access_key_1_last_used_region: 'N/A', access_key_1_last_used_service: 'N/A' }
        : {
            access_key_1_last_used_date: stamp(facts.now, keyUsed),
            access_key_1_last_used_region: 'eu-central-1',
            access_key_1_last_used_service: 'dynamodb',
          }),
      access_key_2_last_used_region: 'N/A',
      access_key_2_last_used_service: 'N/A',
    }
  })
  const root: Record<string, string> = {
    ...Object.fromEntries(columns.map((column) => [column, 'N/A'])),
    user: '<root_account>',
    arn: `arn:aws:iam::${account}:root`,
    user_creation_time: '2021-03-01T09:00:00+00:00',
    password_enabled: 'not_supported',
    password_last_used: stamp(facts.now, facts.rootLastUsed),
    password_last_changed: 'not_supported',
    password_next_rotation: 'not_supported',
    mfa_active: String(facts.rootMfa),
    access_key_1_active: 'false',
    access_key_2_active: 'false',
    cert_1_active: 'false',
    cert_2_active: 'false',
  }
  const text = (row: Readonly<Record<string, string | undefined>>): string => columns.map((column) => row[column] ?? 'N/A').join(',')
  return [header, text(root), ...rows.map(text)].join('\n')
}
