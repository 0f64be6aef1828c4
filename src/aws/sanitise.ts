// Makes recorded answers fit to be shown to strangers: other account ids, consistently, and no secrets, tokens or persons.
import { loadBalancingLogs } from '../graph/aws-accounts.ts'

/** Account of the recording's owner, after sanitising. */
export const ownAccount = '111122223333'
export const fixedRequestId = '00000000-0000-4000-8000-000000000000'
const redacted = 'REDACTED'

/** Accounts of AWS itself that appear in policies and ARNs everywhere; they identify nobody. */
const awsOwned = new Set([...loadBalancingLogs, '137112412989', '602401143452', '801119661308'])

/** Members whose value is a secret, whatever it is. Compared in lower case. */
const secretMembers = new Set([
  'accesskey',
  'authorizationtoken',
  'authtoken',
  'ciphertextblob',
  'clientsecret',
  'hectoken',
  'masteruserpassword',
  'password',
  'plaintext',
  'privatekey',
  'secretaccesskey',
  'secretbinary',
  'secretstring',
  'sessiontoken',
  'userdata',
])

/** Members that are maps from names that people choose to values, which may be secrets: Lambda's environment, Glue's arguments and connections, API Gateway's stages. */
const valueMaps = new Set([
  'Variables',
  'DefaultArguments',
  'NonOverridableArguments',
  'ConnectionProperties',
  'SparkProperties',
  'AthenaProperties',
  'PythonProperties',
  'variables',
  'stageVariables',
  'stageVariableOverrides',
])
/** Names in them that AWS gave, and whose values say how something is configured. */
const configuration = new Set([
  '--enable-continuous-cloudwatch-log',
  '--encryption-type',
  '--job-bookmark-option',
  'JDBC_ENFORCE_SSL',
  'KAFKA_SASL_SCRAM_SECRETS_ARN',
  'KAFKA_SSL_ENABLED',
  'SECRET_ID',
])

/** Members that tell of persons. */
const personal: ReadonlyMap<string, string> = new Map([
  ['emailaddress', 'security@example.com'],
  ['phonenumber', '+10000000000'],
  ['fullname', redacted],
  ['addressline1', redacted],
  ['addressline2', redacted],
  ['addressline3', redacted],
  ['postalcode', redacted],
  ['websiteurl', 'https://example.com'],
])

const setting = /^[\w.,:+-]{0,100}$/
const mailbox = /^[^@\s/]+@([^@\s/]+)$/
const telephone = /^\+\d{6,15}$/

/** Of requests, those that made a resource included: they tell nothing of it. */
const requestIdMembers = new Set(['clientrequesttoken', 'clienttoken', 'creatorrequestid', 'hostid', 'requestid'])

/** Members that hold a paging token in answers. */
const tokenMembers = new Set([
  'continuationtoken',
  'lastevaluatedbackuparn',
  'lastevaluatedstreamarn',
  'marker',
  'nextcontinuationtoken',
  'nextmarker',
  'nexttoken',
  'paginationtoken',
  'position',
])

const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
/** Twelve digits, but not the end of a UUID. */
const accounts = new RegExp(`${uuid}|(?<!\\d)\\d{12}(?!\\d)`, 'g')
const accessKeys = /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g
const signedUrls = /(https?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*(?:Signature|X-Amz-Credential|Security-Token)=[^\s"'<>]*/g
const pemKeys = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
const base64 = /^[A-Za-z0-9+/]{40,}={0,2}$/

export interface Sanitiser {
  /** Any text: ids mapped, keys and signed links taken out. */
  readonly text: (text: string) => string
  /** A JSON value, members and all. */
  readonly json: (value: unknown) => unknown
  readonly xml: (text: string) => string
  /** A paging token of a request, as the answer before it was told. */
  readonly token: (token: string) => string
  /** Names the account whose recording it is; before any other text. */
  readonly own: (account: string) => void
}

const isReadable = (bytes: Buffer): boolean => {
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) && !/[^\P{Cc}\t\n\r]/u.test(text)
}

/** A sanitiser that maps alike from its first text to its last. */
export const sanitiser = (): Sanitiser => {
  const mapped = new Map<string, string>()
  const keys = new Map<string, string>()
  const tokens = new Map<string, string>()

  const account = (id: string): string => {
    if (id.length !== 12 || awsOwned.has(id)) return id
    const known = mapped.get(id)
    if (known !== undefined) return known
    const foreign = [...mapped.values()].filter((value) => value !== ownAccount).length + 2
    const made = foreign < 10 ? String(foreign).repeat(12) : String(foreign).padStart(12, '2')
    mapped.set(id, made)
    return made
  }
  const accessKey = (id: string): string => {
    const known = keys.get(id) ?? `AKIAEXAMPLE${String(keys.size + 1).padStart(9, '0')}`
    keys.set(id, known)
    return known
  }
  const token = (value: string): string => {
    if (value === '') return value
    const known = tokens.get(value) ?? `page-${tokens.size + 1}`
    tokens.set(value, known)
    return known
  }
  const plain = (value: string): string =>
    value
      .replace(pemKeys, redacted)
      .replace(signedUrls, '$1')
      .replace(accessKeys, (id) => accessKey(id))
      .replace(accounts, (id) => account(id))

  const text = (value: string): string => {
    // Reports come as base64, with ARNs in it.
    if (base64.test(value) && value.length % 4 === 0) {
      const bytes = Buffer.from(value, 'base64')
      if (isReadable(bytes)) return Buffer.from(plain(bytes.toString('utf8')), 'utf8').toString('base64')
    }
    return plain(value)
  }

  /** A member's value by the member's name; undefined where the name says nothing. */
  const byName = (name: string, value: string): string | undefined => {
    const lower = name.toLowerCase()
    if (secretMembers.has(lower)) return redacted
    if (requestIdMembers.has(lower)) return fixedRequestId
    if (tokenMembers.has(lower)) return token(value)
    // SNS subscriptions: the host of a mailbox says enough, and a telephone number nothing at all.
    if (lower === 'endpoint')
      return mailbox.test(value) ? value.replace(mailbox, 'someone@$1') : telephone.test(value) ? '+10000000000' : undefined
    // Parameters of databases: a word, a number or a list of them configures; a statement (init_connect) may hold anything.
    if (lower === 'parametervalue') return setting.test(value) ? undefined : redacted
    return personal.get(lower)
  }

  const json = (value: unknown, name = '', parent = ''): unknown => {
    if (typeof value === 'string') {
      // The names stay.
      if (valueMaps.has(parent) && !configuration.has(name)) return redacted
      return byName(name, value) ?? text(value)
    }
    if (Array.isArray(value)) return value.map((item) => json(item, name, parent))
    if (typeof value !== 'object' || value === null) return value
    const members = Object.fromEntries(Object.entries(value).map(([key, item]) => [plain(key), json(item, key, name)]))
    // As Lambda says it of variables that it may not show: what was taken out must not pass for harmless when the recording is evaluated.
    return name === 'Environment' && 'Variables' in members
      ? { ...members, Error: { ErrorCode: 'Redacted', Message: 'the values were left out of the recording' } }
      : members
  }

  const xml = (document: string): string => {
    let name = ''
    // The form stays: what is empty was empty, and what was taken out must not pass for empty.
    const withoutUserData = document.replace(
      /(<userData>)([\s\S]*?)(<\/userData>)/gi,
      (all: string, open: string, inner: string, close: string) =>
        inner.trim() === '' ? all : `${open}${inner.includes('<value>') ? `<value>${redacted}</value>` : redacted}${close}`,
    )
    return withoutUserData.replace(/<[^>]*>|[^<]+/g, (part) => {
      if (!part.startsWith('<')) return part.trim() === '' ? part : (byName(name, part) ?? text(part))
      name = /^<(?:[\w.-]+:)?([\w.-]+)/.exec(part)?.[1] ?? ''
      return plain(part)
    })
  }

  return {
    text,
    json: (value) => json(value),
    xml,
    token,
    own: (id) => void mapped.set(id, ownAccount),
  }
}
