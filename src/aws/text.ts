// Text from AWS made fit to be shown and stored: one line, no control characters, no secrets, short.

const longest = 300

/** C0 and C1 controls, and what reorders or hides text (bidi controls, zero-width characters). */
const invisible = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu

/** What a message of AWS may carry that nobody else should see. */
const secrets: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // EC2 appends a blob that sts:DecodeAuthorizationMessage would open.
  [/\s*Encoded authorization failure message: \S+/gi, ''],
  // Access key ids of users and sessions.
  [/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '$1…'],
  [/([?&]X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s]+/gi, '$1…'],
  [/\b(x-amz-security-token|authorization|password|secret\w*|token)(["']?\s*[:=]\s*["']?)[^\s"',;]+/gi, '$1$2…'],
  // Session tokens, signatures and other long opaque words.
  [/[A-Za-z0-9+/=_%-]{80,}/g, '…'],
]

/** One clean line of at most 300 characters. */
export const cleanText = (text: string): string => {
  const line = text
    .slice(0, 8 * longest)
    .toWellFormed()
    .replace(invisible, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const safe = secrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), line)
  return safe.length > longest ? `${safe.slice(0, longest - 1)}…` : safe
}
