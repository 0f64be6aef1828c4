// Everything that can be configured: names, meaning, schema, and how each is written in an environment variable or flag.
import { z } from 'zod'
import { defaultSettings, type Settings } from '../check/check.ts'
import { list, mapping, text } from '../yaml.ts'

const pattern = (what: string, form: RegExp) => text(what).regex(form, `has to be ${what}`)

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }
/** Milliseconds of `90s`, `30m`, `2h`, `1d`; undefined for anything else. */
export const milliseconds = (duration: string): number | undefined => {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(duration) ?? []
  const seconds = Number(amount) * (units[unit ?? ''] ?? Number.NaN)
  return seconds > 0 ? seconds * 1000 : undefined
}

const accountId = pattern("a 12-digit account id in quotes, such as '111122223333'", /^\d{12}$/)
const duration = text('a duration such as 90s, 30m or 2h')
  .refine((value) => milliseconds(value) !== undefined, 'has to be a duration such as 90s, 30m or 2h')
  .transform((value) => milliseconds(value) ?? 0)
const share = z.number({ error: 'has to be a number above 0 and up to 1' }).gt(0, 'has to be above 0').lte(1, 'has to be 1 or less')
const httpUrl = text('an http or https URL').refine(
  (value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol),
  'has to be an http or https URL',
)
const tagKeys = list(text('a tag key'), 'a list of tag keys').readonly()
/** A number in a file, text in an environment variable. */
const port = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error: 'has to be a port such as 443' })
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= 65_535, 'has to be a port from 1 to 65535')

const settingsShape = {
  trustedAccounts: list(accountId, "a list of account ids in quotes, such as ['111122223333']").readonly().optional(),
  trustedDomains: list(pattern('a domain such as example.com', /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i), 'a list of domains')
    .readonly()
    .optional(),
  requiredTags: tagKeys.optional(),
  dataClassTags: tagKeys.optional(),
  sensitiveClasses: list(text('a data class'), 'a list of data classes').readonly().optional(),
  administrators: list(text('a name'), 'a list of names of principals').readonly().optional(),
  publicPorts: list(port, 'a list of ports').readonly().optional(),
  publicEntryPoints: list(text('a name'), 'a list of names of resources').readonly().optional(),
}
const shape = {
  database: text('a file, or a postgres:// URL').optional(),
  regions: list(pattern('a region or a pattern such as eu-*', /^[a-z0-9*-]+$/), 'a list of regions')
    .min(1, 'has to name a region')
    .readonly()
    .optional(),
  profile: text('the name of an AWS profile').optional(),
  roleArn: pattern('the ARN of an IAM role', /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/).optional(),
  externalId: pattern('an external id of 2 to 1224 characters', /^[\w+=,.@:/-]{2,1224}$/).optional(),
  endpointUrl: httpUrl.optional(),
  waivers: text('a file').optional(),
  maxShare: share.optional(),
  timeout: duration.optional(),
}
export const fileSchema = mapping({ ...shape, settings: mapping(settingsShape).optional() })

export interface Config {
  /** Absolute path of an SQLite file, or a `postgres://` URL. */
  readonly database: string
  /** Region names and patterns. */
  readonly regions: readonly string[]
  readonly profile: string | undefined
  readonly roleArn: string | undefined
  readonly externalId: string | undefined
  readonly endpointUrl: string | undefined
  /** Absolute path of the waiver file; undefined where there is none. */
  readonly waivers: string | undefined
  /** Share of AWS's known rate limits that a scan takes, above 0 and up to 1. */
  readonly maxShare: number
  /** Milliseconds; undefined for no limit. */
  readonly timeout: number | undefined
  readonly settings: Omit<Settings, 'now'>
}
export type SettingName = keyof typeof settingsShape
export type PlainName = keyof typeof shape
export type KeyName = PlainName | `settings.${SettingName}`

export interface Key {
  readonly name: KeyName
  /** `PARAPET_…` */
  readonly variable: string
  /** How it is called on the command line, where it is. */
  readonly flag?: string
  readonly schema: z.ZodType
  readonly as: 'text' | 'list' | 'number'
  /** Shown masked. */
  readonly secret?: true
  readonly fallback?: unknown
}

export const keys: readonly Key[] = [
  { name: 'database', variable: 'PARAPET_DATABASE', flag: '--database', schema: shape.database, as: 'text' },
  { name: 'regions', variable: 'PARAPET_REGIONS', flag: '--region', schema: shape.regions, as: 'list', fallback: ['all'] },
  { name: 'profile', variable: 'PARAPET_PROFILE', flag: '--profile', schema: shape.profile, as: 'text' },
  { name: 'roleArn', variable: 'PARAPET_ROLE_ARN', flag: '--role-arn', schema: shape.roleArn, as: 'text' },
  { name: 'externalId', variable: 'PARAPET_EXTERNAL_ID', flag: '--external-id', schema: shape.externalId, as: 'text', secret: true },
  { name: 'endpointUrl', variable: 'PARAPET_ENDPOINT_URL', flag: '--endpoint-url', schema: shape.endpointUrl, as: 'text' },
  { name: 'waivers', variable: 'PARAPET_WAIVERS', schema: shape.waivers, as: 'text' },
  { name: 'maxShare', variable: 'PARAPET_MAX_SHARE', flag: '--max-share', schema: shape.maxShare, as: 'number', fallback: 0.5 },
  { name: 'timeout', variable: 'PARAPET_TIMEOUT', flag: '--timeout', schema: shape.timeout, as: 'text' },
  {
    name: 'settings.trustedAccounts',
    variable: 'PARAPET_TRUSTED_ACCOUNTS',
    schema: settingsShape.trustedAccounts,
    as: 'list',
    fallback: defaultSettings.trustedAccounts,
  },
  {
    name: 'settings.trustedDomains',
    variable: 'PARAPET_TRUSTED_DOMAINS',
    schema: settingsShape.trustedDomains,
    as: 'list',
    fallback: defaultSettings.trustedDomains,
  },
  {
    name: 'settings.requiredTags',
    variable: 'PARAPET_REQUIRED_TAGS',
    schema: settingsShape.requiredTags,
    as: 'list',
    fallback: defaultSettings.requiredTags,
  },
  {
    name: 'settings.dataClassTags',
    variable: 'PARAPET_DATA_CLASS_TAGS',
    schema: settingsShape.dataClassTags,
    as: 'list',
    fallback: defaultSettings.dataClassTags,
  },
  {
    name: 'settings.sensitiveClasses',
    variable: 'PARAPET_SENSITIVE_CLASSES',
    schema: settingsShape.sensitiveClasses,
    as: 'list',
    fallback: defaultSettings.sensitiveClasses,
  },
  {
    name: 'settings.administrators',
    variable: 'PARAPET_ADMINISTRATORS',
    schema: settingsShape.administrators,
    as: 'list',
    fallback: defaultSettings.administrators,
  },
  {
    name: 'settings.publicPorts',
    variable: 'PARAPET_PUBLIC_PORTS',
    schema: settingsShape.publicPorts,
    as: 'list',
    fallback: defaultSettings.publicPorts,
  },
  {
    name: 'settings.publicEntryPoints',
    variable: 'PARAPET_PUBLIC_ENTRY_POINTS',
    schema: settingsShape.publicEntryPoints,
    as: 'list',
    fallback: defaultSettings.publicEntryPoints,
  },
]

/** A flag or variable, which is always text, as the value that the schema expects. */
export const fromText = (as: Key['as'], value: string | readonly string[]): unknown => {
  if (as === 'list')
    return [value].flat().flatMap((part) =>
      part
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    )
  const [last = ''] = [value].flat().slice(-1)
  if (as === 'text') return last
  const [, percent] = /^(\d{1,3})\s*%$/.exec(last) ?? []
  // Not Number(''): that would be zero.
  return percent === undefined ? (last.trim() === '' ? last : Number(last)) : Number(percent) / 100
}
