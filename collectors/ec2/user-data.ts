// The scripts with which instances start: what they give away, without what they say.
import { gunzipSync } from 'node:zlib'
import { secretPatternsIn, type SecretPattern } from '../../src/collect/secrets.ts'

/** EC2 takes 16 KB, which may unpack to more. Whatever is larger was not looked into. */
const mostBytes = 512 * 1024

/** Parts of a multi-part archive for cloud-init may be encoded once more. */
const decodedParts = (text: string): string =>
  text.replaceAll(
    /^(Content-Transfer-Encoding:[ \t]*base64\b[^]*?\r?\n\r?\n)([A-Za-z0-9+/=\s]+)/gim,
    (_all, head: string, body: string) => `${head}${Buffer.from(body, 'base64').toString()}\n`,
  )

/**
 * What kinds of credentials user data holds, in the order of their names; `null` where there is none. It comes in base64 and may be compressed:
 * what cannot be unpacked throws, since nobody looked into it, as does what a recording leaves out.
 */
export const userDataOf = (encoded: string | undefined): { Secrets: readonly SecretPattern[] } | null => {
  if (!encoded) return null
  if (encoded === 'REDACTED') throw new Error('the recording holds no user data')
  const bytes = Buffer.from(encoded, 'base64')
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes
  return { Secrets: secretPatternsIn(decodedParts(text.toString())) }
}
