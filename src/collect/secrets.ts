// Tells whether a configuration value is a credential in plain text. Runs in collectors, so that the value itself goes no further.

/** What kind of credential a value looks like. Only this word leaves the collector, never the value or a part of it. */
export type SecretPattern =
  | 'aws-access-key'
  | 'private-key'
  | 'github-token'
  | 'gitlab-token'
  | 'slack-token'
  | 'stripe-key'
  | 'google-api-key'
  | 'npm-token'
  | 'pypi-token'
  | 'sendgrid-key'
  | 'ai-api-key'
  | 'azure-account-key'
  | 'json-web-token'
  | 'password-in-url'
  | 'password-in-connection-string'
  | 'named-like-a-secret'

/** Formats that their issuers document; a match is a credential whatever the variable is called. */
const formats: readonly (readonly [SecretPattern, RegExp])[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
  ['aws-access-key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['private-key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
  ['github-token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/],
  // https://docs.gitlab.com/security/tokens/#token-prefixes
  ['gitlab-token', /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,}/],
  // https://docs.slack.dev/authentication/tokens
  ['slack-token', /\bx(?:ox[abeprs]|app)-[A-Za-z0-9-]{10,}/],
  // https://docs.stripe.com/keys
  ['stripe-key', /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/=]{24,}/],
  ['google-api-key', /\bAIza[A-Za-z0-9_-]{35}/],
  ['npm-token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['pypi-token', /\bpypi-[A-Za-z0-9_-]{50,}/],
  ['sendgrid-key', /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}/],
  ['ai-api-key', /\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{32,}/],
  ['azure-account-key', /\bAccountKey=[A-Za-z0-9+/]{40,}/],
  ['json-web-token', /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/],
  // RFC 3986, section 3.2.1: userinfo. A value that is itself a placeholder is no password.
  ['password-in-url', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*:(?![$<{*%])[^\s/?#@]+@/i],
  // Oracle's own form: https://docs.oracle.com/en/database/oracle/oracle-database/19/jjdbc/data-sources-and-URLs.html
  ['password-in-url', /\bjdbc:oracle:(?:thin|oci):[^\s/@]+\/(?![$<{*%])[^\s@]+@/i],
  ['password-in-connection-string', /(?:^|[;\s?&])(?:password|pwd)\s*=\s*(?![$<{*%])[^;\s&]{4,}/i],
]

/** Words in a variable's name after which a literal value is a credential: `DB_PASSWORD`, `PGPASSWORD`, `stripeSecret`. */
const passwordName = /(?:passw(?:or)?d|(?:^|[_\-.])(?:pass|passphrase|pwd|secret))(?:[_\-.]|\d*$)/
const keyName =
  /(?:^|[_\-.])(?:token|api_?key|auth_?key|access_?key|secret_?key|private_?key|signing_?key|encryption_?key|credentials?)(?:[_\-.]|\d*$)/
/** Endings that say the value is about the secret, or says where it is, but is not the secret. */
const aboutName =
  /[_\-.](?:arn|name|id|path|param|parameter|ref|url|uri|endpoint|host|file|header|field|ttl|age|expiry|expires|expiration|timeout|length|size|type|version|enabled|rotation|region|bucket|table|prefix|issuer|audience)s?$/

/** `dbPassword` and `DB-Password` → `db_password`. */
const words = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()

/** Where the secret is, and not what it is: an ARN, a parameter's path, a dynamic reference, a placeholder, a plain address. */
const isReference = (value: string): boolean =>
  /^(?:arn:|\/[\w./-]+$|\{\{.*\}\}$|\$\{?\w+\}?$|<.*>$|%.*%$|(?:secretsmanager|ssm|vault|op):|https?:\/\/|(?:true|false|null|none|undefined|n\/a|disabled|enabled|yes|no|on|off)$|\*+$|x+$|(?:change_?me|todo|placeholder|example|dummy|redacted)$)/i.test(
    value,
  )

/** Shannon entropy of a text's characters, in bits for each character. */
const entropy = (text: string): number => {
  const counts = Map.groupBy(text, (character) => character)
  return [...counts.values()].reduce((sum, { length }) => sum - (length / text.length) * Math.log2(length / text.length), 0)
}

/** The kind of credential that a variable holds in plain text; undefined where it looks like none. */
export const secretPattern = (name: string, value: string): SecretPattern | undefined => {
  const format = formats.find(([, pattern]) => pattern.test(value))
  if (format) return format[0]
  const spelled = words(name)
  const text = value.trim()
  if (aboutName.test(spelled) || text.length < 4 || isReference(text)) return undefined
  if (passwordName.test(spelled)) return 'named-like-a-secret'
  // Keys and tokens are random: long, no words with spaces, many different characters.
  return keyName.test(spelled) && text.length >= 16 && !/\s/.test(text) && entropy(text) >= 3 ? 'named-like-a-secret' : undefined
}

/** `NAME=value`, `"name": "value"`, `--name value`: the ways in which scripts and configuration files give something a value. */
const assignment =
  /(?:^|[\s;&|{,("'])(?:-{0,2}([A-Za-z_][\w.-]{0,127})["']?\s*[=:]\s*|--([A-Za-z][\w-]{0,127})\s+)("[^"]*"|'[^']*'|[^\s"';&|,})]+)/g
/** What a shell or a template puts in its place is not the value itself. */
const isComputed = (value: string): boolean => /^(?:[$`<%]|\{\{)/.test(value)

/** Patterns look back and forth within a line; one without end is looked at in pieces, which overlap so that nothing is cut in two. */
const longest = 1024
const overlap = 256
const piecesOf = (line: string): readonly string[] =>
  line.length <= longest
    ? [line]
    : Array.from({ length: Math.ceil((line.length - overlap) / (longest - overlap)) }, (_, i) =>
        line.slice(i * (longest - overlap), i * (longest - overlap) + longest),
      )

/** The kinds of credentials in a script or configuration file, each once, in the order of their names. */
export const secretPatternsIn = (text: string): readonly SecretPattern[] => {
  const found = new Set<SecretPattern>()
  for (const line of text.split(/[\r\n]+/)) {
    // What is written in a comment counts where its form alone says that it is a credential.
    const comment = /^\s*(?:#|\/\/)/.test(line)
    for (const piece of piecesOf(line)) {
      for (const [pattern, expression] of formats) if (expression.test(piece)) found.add(pattern)
      for (const [, named, flag, quoted = ''] of comment ? [] : piece.matchAll(assignment)) {
        const value = quoted.replaceAll(/^["']|["']$/g, '')
        const pattern = isComputed(value) ? undefined : secretPattern(named ?? flag ?? '', value)
        if (pattern) found.add(pattern)
      }
    }
  }
  return [...found].sort()
}
