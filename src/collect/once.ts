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
