// Paging with guards: a token that repeats, a page cap and a missing member end a listing loudly, never silently.
import type { Command } from '@smithy/types'
import { failureOf, Fault } from './errors.ts'
import type { AwsFailure } from './aws.ts'
import { operationOf, type ClientConfig } from './operations.ts'
import type { Sender } from './sender.ts'
import { nextPage, withOtherSize } from './tokens.ts'

/* eslint-disable typescript/no-explicit-any */
// oxlint-disable-next-line typescript/no-explicit-any -- the SDK's Command has five parameters of which two matter here
type CommandClass<I extends object, O extends object> = new (input: I) => Command<any, I, any, O, any>

export interface PagesOptions {
  /** AWS leaves the list out where it is empty (SQS ListQueues): a second call with another page size has to confirm it. */
  readonly omitsEmpty?: true
  /** The request's member for the token, where it does not follow from the name in the answer (WAFv2: `NextMarker`). */
  readonly token?: string
}

/** No listing has more: a million resources at a hundred each. */
const mostPages = 10_000

/** The operation's name, from the schema that makes its request. */
const nameOf = (command: object): string => {
  const schema: unknown = Reflect.get(command, 'schema')
  return Array.isArray(schema) && typeof schema[2] === 'string' ? schema[2] : command.constructor.name.replace(/Command$/, '')
}

const configOf = (client: Sender): ClientConfig => {
  const config: unknown = Reflect.get(client, 'config')
  return typeof config === 'object' && config !== null ? config : {}
}

/**
 * All items of a listing, page by page. What was read before a fault is yielded first; then it throws an AwsFailure,
 * so that a cut or looping listing is never taken for a whole one.
 */
export async function* pages<I extends object, O extends object, T>(
  client: Sender,
  command: CommandClass<I, O>,
  input: I,
  items: (page: O) => readonly T[] | undefined,
  options: PagesOptions = {},
): AsyncGenerator<T> {
  const bad = (code: string, message: string): AwsFailure =>
    failureOf(new Fault('bad-response', code, message, 200), operationOf(configOf(client), nameOf(new command(input))))

  /** The list of a page; undefined where it is left out. */
  const listed = (page: O): readonly T[] | undefined => {
    let found: unknown
    try {
      found = items(page)
    } catch (error) {
      // The page is not of the shape that the collector reads: `map` of a string, a member of nothing.
      throw error instanceof TypeError ? bad('WrongType', 'its list is not one') : error
    }
    if (found !== undefined && !Array.isArray(found)) throw bad('WrongType', 'its list is not one')
    return found as readonly T[] | undefined
  }
  const send = async (request: I): Promise<O> => (await client.send(new command(request) as never)) as O

  const seen = new Set<string>()
  let request = input
  for (let count = 1; ; count += 1) {
    let page = await send(request)
    let list = listed(page)
    let next = nextPage(page)
    if (list === undefined && options.omitsEmpty && next.more === false) {
      page = await send(withOtherSize(request))
      list = listed(page)
      next = nextPage(page)
    }
    if (list === undefined && !options.omitsEmpty) throw bad('MissingMember', 'the list is missing')
    yield* list ?? []
    if (next.more === false) return
    if (next.more === 'unreachable') throw bad('MissingToken', 'it says that there is more, without a token for it')
    if (seen.has(next.token)) throw bad('TokenLoop', `the token of page ${count} came before: the listing turns in a circle`)
    if (count >= mostPages) throw bad('TooManyPages', `more than ${mostPages} pages`)
    seen.add(next.token)
    request = { ...input, ...(options.token === undefined ? next.input : { [options.token]: next.token }) }
  }
}
