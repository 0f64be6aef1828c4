// Stands before an emulator and counts what is asked of it. Mends two answers of moto that would measure moto, for every scanner alike.
import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Traffic {
  readonly calls: number
  /** Answered with a status of 400 to 499: much of it is AWS's way to say that there is none. */
  readonly refused: number
  /** Answered by the emulator with 500 or more: it cannot do this. */
  readonly failed: number
}

export interface CountingProxy extends AsyncDisposable {
  readonly url: string
  /** What came since the last time this was asked. */
  readonly take: () => Traffic
}

const none = { calls: 0, refused: 0, failed: 0 }

/** moto looks at no filters: asked which regions are switched off it names all, and ScoutSuite then leaves out all of them. */
const asksForRegionsSwitchedOff = (body: string): boolean =>
  body.includes('Action=DescribeRegions') && /Value\.1=not-opted-in(?:&|$)/.test(body) && !body.includes('Value.2=')
const noRegions =
  '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>none</requestId><regionInfo/></DescribeRegionsResponse>'

const bodyOf = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export interface ProxyOptions {
  /** Milliseconds that each answer is held back, as if there were a network in between. */
  readonly latency: number
  /** Lets through the 500s with which moto says that it cannot do something. They come as 400 otherwise: clients ask again after a 500, after pauses. */
  readonly retries: boolean
}

/** Starts the proxy on a free port of loopback. */
export const countBefore = async (upstream: string, { latency, retries }: ProxyOptions): Promise<CountingProxy> => {
  const { hostname, port } = new URL(upstream)
  const agent = new Agent({ keepAlive: true })
  let traffic = none
  const note = (status: number): void => {
    traffic = {
      calls: traffic.calls + 1,
      refused: traffic.refused + Number(status >= 400 && status < 500),
      failed: traffic.failed + Number(status >= 500),
    }
  }

  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming)
    if (asksForRegionsSwitchedOff(body.toString())) {
      note(200)
      if (latency > 0) await sleep(latency)
      outgoing.writeHead(200, { 'content-type': 'text/xml' }).end(noRegions)
      return
    }
    const { method, url, headers } = incoming
    // Names below the address are those of S3 Control, with an account before them; moto would take it for a bucket.
    const { host = '' } = headers
    const kept = host.includes('.127.0.0.1') ? { ...headers, host: host.slice(host.indexOf('127.0.0.1')) } : headers
    const asked = request({ hostname, port, method, path: url, headers: kept, agent }).end(body)
    const [answer]: readonly IncomingMessage[] = await once(asked, 'response')
    if (!answer) throw new Error('no answer from the emulator')
    const { statusCode: status = 502 } = answer
    note(status)
    if (latency > 0) await sleep(latency)
    outgoing.writeHead(status >= 500 && !retries ? 400 : status, answer.headers)
    answer.pipe(outgoing)
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => {
      note(502)
      outgoing.destroy()
    })
  })
  // Longer than any client keeps a connection: none meets one that is just being closed.
  server.keepAliveTimeout = 120_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP port on loopback')
  return {
    url: `http://127.0.0.1:${address.port}`,
    take: () => {
      const taken = traffic
      traffic = none
      return taken
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      agent.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
