// The scripts with which instances start: what they give away, without what they say.
import { gunzipSync } from 'node:zlib'
import { secretPatternsIn, type SecretPattern } from '../../src/collect/secrets.ts'

/** EC2 takes 16 KB, which may unpack to more. Whatever is larger was not looked into. */
const mostBytes = 512 * 1024

/** Base64, over several lines too. */
const encodedText = /[A-Za-z0-9+/]{24,}(?:\r?\n[ \t]*[A-Za-z0-9+/]{4,})*={0,2}/g

/** Throws where it cannot be unpacked, or is too large. */
const unpacked = (bytes: Buffer, most: number): Buffer => {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: Math.max(most, 1) }) : bytes
  if (plain.length > most) throw new Error('the user data is too large to be looked into')
  return plain
}

/** What is encoded once more in a script: parts of an archive for cloud-init, files that it writes, commands of PowerShell (in UTF-16). */
const decodedIn = (text: string): readonly string[] => {
  let left = mostBytes
  return (text.match(encodedText) ?? []).map((found) => {
    const bytes = unpacked(Buffer.from(found, 'base64'), left)
    left -= bytes.length
    return bytes.toString().replaceAll('\0', '')
  })
}

/**
 * What kinds of credentials user data holds, in the order of their names; `null` where there is none. It comes in base64 and may be compressed:
 * what cannot be unpacked throws, since nobody looked into it, as does what a recording leaves out.
 */
export const userDataOf = (encoded: string | undefined): { Secrets: readonly SecretPattern[] } | null => {
  if (!encoded) return null
  if (encoded === 'REDACTED') throw new Error('the recording holds no user data')
  const text = unpacked(Buffer.from(encoded, 'base64'), mostBytes).toString()
  return { Secrets: secretPatternsIn([text, ...decodedIn(text)].join('\n')) }
}
