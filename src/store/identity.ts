// Who a finding is: a hash of (check, resource, discriminator) and nothing else.
import { hash } from 'node:crypto'

// Crockford's base 32: no I, L, O, U (https://www.crockford.com/base32.html).
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The full identity, hexadecimal. JSON is the separator that no name can imitate. */
export const findingKey = (check: string, resource: string, discriminator: string): string =>
  hash('sha256', JSON.stringify([check, resource, discriminator]))

/** `F-` and the first 40 bits. A later `attempt` gives another id of the same form, for keys whose first 40 bits are taken. */
export const findingId = (key: string, attempt = 0): string => {
  const bits = BigInt(`0x${(attempt === 0 ? key : hash('sha256', `${key}:${attempt}`)).slice(0, 10)}`)
  return `F-${Array.from({ length: 8 }, (_, i) => alphabet[Number((bits >> BigInt(35 - 5 * i)) & 31n)]).join('')}`
}

/** An id as people type it: lower case, without `F-`, O for 0, I and L for 1. `undefined` for what can be no beginning of an id. */
export const normalizeFindingId = (text: string): string | undefined => {
  const characters = text.trim().toUpperCase().replace(/^F-/, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{1,8}$/.test(characters) ? `F-${characters}` : undefined
}

/** Ids for new findings, in an order that does not depend on how they were found. `taken` says which of some ids are in use. */
export const assignIds = async (
  keys: Iterable<string>,
  taken: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<ReadonlyMap<string, string>> => {
  const assigned = new Map<string, string>()
  const used = new Set<string>()
  let pending = [...new Set(keys)].sort()
  for (let attempt = 0; pending.length > 0; attempt++) {
    const inUse = await taken(pending.map((key) => findingId(key, attempt)))
    const again: string[] = []
    for (const key of pending) {
      const id = findingId(key, attempt)
      if (inUse.has(id) || used.has(id)) again.push(key)
      else {
        used.add(id)
        assigned.set(key, id)
      }
    }
    pending = again
  }
  return assigned
}
