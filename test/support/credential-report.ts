// Credential reports as IAM writes them.

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
] as const

export type ReportRow = Partial<Record<(typeof columns)[number] | 'additional_credentials_info', string>>

/** One user without any credential, but for what is given. */
export const userRow = (user: string, more: ReportRow = {}): ReportRow => ({
  user,
  arn: `arn:aws:iam::111122223333:user/${user}`,
  user_creation_time: '2024-03-01T08:00:00+00:00',
  password_enabled: 'false',
  password_last_used: 'N/A',
  password_last_changed: 'N/A',
  password_next_rotation: 'N/A',
  mfa_active: 'false',
  access_key_1_active: 'false',
  access_key_2_active: 'false',
  cert_1_active: 'false',
  cert_2_active: 'false',
  ...more,
})

export const rootRow = (more: ReportRow = {}): ReportRow =>
  userRow('<root_account>', {
    arn: 'arn:aws:iam::111122223333:root',
    password_enabled: 'not_supported',
    password_last_used: 'no_information',
    password_last_changed: 'not_supported',
    password_next_rotation: 'not_supported',
    mfa_active: 'true',
    ...more,
  })

/** The file. Columns that no row has are left out; whatever a row does not say is `N/A`. */
export const reportOf = (rows: readonly ReportRow[]): string => {
  const all = [
    ...columns,
    ...(rows.some((row) => row.additional_credentials_info !== undefined) ? ['additional_credentials_info' as const] : []),
  ]
  return [all.join(','), ...rows.map((row) => all.map((column) => row[column] ?? 'N/A').join(','))].join('\n')
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
