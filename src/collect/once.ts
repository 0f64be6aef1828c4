// One answer for all who ask the same: facts on which several facets or kinds draw.
import type { Sender } from '../aws/sender.ts'

/**
 * Makes a call that is sent once for each client (that is: scan and region) and key, whoever asks first. A failure is shared like an answer.
 * What it returns is kept until the scan ends: pick the few members that are needed.
 */
export const once = <C extends Sender, T>(ask: (client: C, key: string) => Promise<T>): ((client: C, key: string) => Promise<T>) => {
  const answers = new WeakMap<C, Map<string, Promise<T>>>()
  return (client, key) => {
    const byKey = answers.get(client) ?? new Map<string, Promise<T>>()
    answers.set(client, byKey)
    const answer = byKey.get(key) ?? ask(client, key)
    byKey.set(key, answer)
    return answer
  }
}

/**
 * A listing that is sent once for each client, for a kind and for what else draws on it (a subnet's route table). Each reader sees all of it, page after page,
 * and the failure where it was cut. It is kept until the scan ends: pick the few members that are needed.
 */
export const onceListed = <C extends Sender, T>(list: (client: C) => AsyncIterable<T>): ((client: C) => AsyncIterable<T>) => {
  const listings = new WeakMap<C, AsyncIterable<T>>()
  return (client) => {
    const listing = listings.get(client) ?? replayable(list(client))
    listings.set(client, listing)
    return listing
  }
}

const replayable = <T>(source: AsyncIterable<T>): AsyncIterable<T> => {
  const iterator = source[Symbol.asyncIterator]()
  const results: Promise<IteratorResult<T>>[] = []
  return {
    async *[Symbol.asyncIterator]() {
      for (let index = 0; ; index += 1) {
        const next = results[index] ?? iterator.next()
        results[index] = next
        const result = await next
        if (result.done) return
        yield result.value
      }
    },
  }
}
