// Numbers, dates, booleans and IP ranges as policies write them. What is not in a documented form is `undefined`: it cannot be read.
import { isIP } from 'node:net'
import type { Truth } from './truth.ts'

/** Decimal only: what JavaScript would take beyond that (hexadecimal, Infinity, blanks) is not a number in a policy. */
export const numberOf = (text: string): number | undefined => (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined)

const isoDate = /^\d{4}-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2}))?)?$/

/**
 * Milliseconds of a date: the W3C forms of ISO 8601, or seconds since 1970. Four digits could be a year or an epoch, so they are neither.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export const timeOf = (text: string): number | undefined => {
  if (/^\d{5,14}(?:\.\d+)?$/.test(text) || text === '0') return Number(text) * 1000
  if (!isoDate.test(text)) return undefined
  const time = Date.parse(
    text.replace(/([+-]\d{2})(\d{2})$/, (zone, hours: string, minutes: string) => (text.includes('T') ? `${hours}:${minutes}` : zone)),
  )
  return Number.isNaN(time) ? undefined : time
}

export const booleanOf = (text: string): boolean | undefined => {
  const lowered = text.toLowerCase()
  return lowered === 'true' ? true : lowered === 'false' ? false : undefined
}

interface Address {
  readonly family: 4 | 6
  readonly value: bigint
}

const value4 = (text: string): bigint => text.split('.').reduce((all, part) => all * 256n + BigInt(part), 0n)

const groups = (text: string): readonly bigint[] =>
  text === ''
    ? []
    : text.split(':').flatMap((part) => {
        if (!part.includes('.')) return [BigInt(`0x${part}`)]
        const four = value4(part)
        return [four >> 16n, four & 0xffffn]
      })

const addressOf = (text: string): Address | undefined => {
  const family = text.includes('%') ? 0 : isIP(text)
  if (family === 4) return { family, value: value4(text) }
  if (family !== 6) return undefined
  const [head = '', tail] = text.split('::')
  const before = groups(head)
  const after = groups(tail ?? '')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0n)
  return { family, value: [...before, ...zeros, ...after].reduce((all, group) => all * 65536n + group, 0n) }
}

export interface Range {
  readonly family: 4 | 6
  readonly value: bigint
  /** Undefined where none is written. */
  readonly length: number | undefined
}

/** A CIDR range, or a single address. */
export const rangeOf = (text: string): Range | undefined => {
  const at = text.indexOf('/')
  const address = addressOf(at < 0 ? text : text.slice(0, at))
  if (!address) return undefined
  if (at < 0) return { ...address, length: undefined }
  const length = text.slice(at + 1)
  const bits = address.family === 4 ? 32 : 128
  return /^\d{1,3}$/.test(length) && Number(length) <= bits ? { ...address, length: Number(length) } : undefined
}

/** Whether an address is in a range. AWS documents a default prefix of /32, which for IPv6 is either a slip or very wide: then it is `maybe`. */
export const inRange = (range: Range, given: string): Truth => {
  const address = addressOf(given)
  if (address?.family !== range.family) return 'no'
  const within = (length: number): boolean => (address.value ^ range.value) >> BigInt((range.family === 4 ? 32 : 128) - length) === 0n
  if (range.length !== undefined) return within(range.length) ? 'yes' : 'no'
  if (within(range.family === 4 ? 32 : 128)) return 'yes'
  return range.family === 6 && within(32) ? 'maybe' : 'no'
}
