// Reads the body of an answer, whole, within bounds of size and time.
import { addAbortSignal, Readable } from 'node:stream'
import { Fault } from './errors.ts'

/** Largest body that is read; the largest that AWS sends here is a few megabytes. */
const largestBody = 32 * 1024 * 1024

/** The bytes of a body. Rejects with a Fault for one that is too large or breaks off, with the signal's reason when it aborts. */
export const bodyBytes = async (body: unknown, status: number, signal: AbortSignal): Promise<Buffer> => {
  if (body === undefined || body === null) return Buffer.alloc(0)
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (!(body instanceof Readable)) throw new Fault('bad-response', 'ForeignBody', 'the transport handed over no readable body', status)
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of addAbortSignal(signal, body)) {
      length += (chunk as Buffer).length
      if (length > largestBody) throw new Fault('bad-response', 'OversizedBody', `more than ${largestBody / 1024 / 1024} MiB`, status)
      chunks.push(chunk as Buffer)
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error instanceof Fault) throw error
    // The connection broke after the answer had begun: what came is a part.
    throw new Fault('bad-response', 'TruncatedBody', 'the body breaks off', status)
  }
  return Buffer.concat(chunks)
}
