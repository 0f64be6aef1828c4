// Blocks of IP addresses: whether one contains another, and whether one is the internet.
import { isIPv4, isIPv6 } from 'node:net'

export interface Cidr {
  readonly family: 4 | 6
  /** The first address as a number. */
  readonly first: bigint
  /** Length of the prefix in bits. */
  readonly prefix: number
}

const bitsOf = (family: 4 | 6): number => (family === 4 ? 32 : 128)

const v4 = (text: string): bigint => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)

const v6 = (text: string): bigint => {
  // An IPv4 address at the end stands for two groups.
  const dotted = /[^:]*\.[^:]*$/.exec(text)?.[0]
  const last = dotted === undefined ? 0n : v4(dotted)
  const plain =
    dotted === undefined ? text : `${text.slice(0, -dotted.length)}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`
  const [head = '', tail] = plain.split('::')
  const groupsOf = (part: string): readonly string[] => (part === '' ? [] : part.split(':'))
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

/** `10.0.0.0/8`, `2001:db8::/32`, or an address without a prefix; `undefined` for anything else. */
export const parseCidr = (text: string): Cidr | undefined => {
  const [, address = '', length] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined
  if (family === undefined) return undefined
  const bits = bitsOf(family)
  const prefix = length === undefined ? bits : Number(length)
  if (prefix > bits) return undefined
  const rest = BigInt(bits - prefix)
  return { family, first: ((family === 4 ? v4(address) : v6(address)) >> rest) << rest, prefix }
}

/** Whether every address of `inner` is one of `outer`. */
export const contains = (outer: Cidr, inner: Cidr): boolean => {
  const rest = BigInt(bitsOf(outer.family) - outer.prefix)
  return outer.family === inner.family && outer.prefix <= inner.prefix && outer.first >> rest === inner.first >> rest
}

const blocks = (...texts: readonly string[]): readonly Cidr[] => texts.flatMap((text) => parseCidr(text) ?? [])

/** Large blocks from which nobody comes over the internet: https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry */
const special = blocks('0.0.0.0/8', '10.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', 'fc00::/7', 'fe80::/10', 'ff00::/8')

/** A /8 is one 256th of the internet. Whoever writes two halves of everything, or sixteen sixteenths, means all of it. */
const worldPrefix = { 4: 8, 6: 16 } as const

/** Everyone: `0.0.0.0/0`, `::/0`, and every public block so large that nobody can mean the owner of it. */
export const isWorld = (cidr: Cidr): boolean => cidr.prefix <= worldPrefix[cidr.family] && !special.some((block) => contains(block, cidr))
