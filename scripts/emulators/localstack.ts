// LocalStack as a process, without a container engine. `node scripts/emulators/localstack.ts [PORT]` runs one in the foreground.
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pins } from './pins.ts'
import { cacheFolder, pythonWith } from './python.ts'
import { freePort, startServer, type Server } from './server.ts'

/** LocalStack, ending with its standard input, so that it never outlives whoever started it. */
const program = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from localstack.runtime.main import main
main()`

/** Starts LocalStack on a free loopback port (about 3 s; the very first time on a clone, a minute). Throws `EmulatorUnavailable`. */
export const startLocalStack = async (port?: number): Promise<Pick<Server, 'endpoint' | 'stop'>> => {
  const python = await pythonWith({
    name: `localstack-${pins.localstack}`,
    versions: { 'localstack-core': pins.localstack },
    requirements: [`localstack-core[runtime]==${pins.localstack}`],
    // Its code is not Python before 3.12: an older one starts, and then fails on most services.
    interpreters: ['python3.13', 'python3.12'],
    // Released on 26 February 2026 and never again: with the cbor2, pyOpenSSL and Twisted of today it does not start.
    publishedBefore: '2026-03-01T00:00:00Z',
  })
  const at = port ?? (await freePort())
  const files = join(cacheFolder, 'localstack-files')
  await mkdir(files, { recursive: true })
  return startServer({
    name: `LocalStack ${pins.localstack}`,
    port: at,
    command: python,
    args: ['-c', program],
    env: {
      GATEWAY_LISTEN: `127.0.0.1:${at}`,
      LOCALSTACK_HOST: `127.0.0.1:${at}`,
      FILESYSTEM_ROOT: files,
      OVERRIDE_IN_DOCKER: '0',
      // No word to anybody: no usage events, no certificate to fetch, no name server.
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      DNS_ADDRESS: '0',
      EAGER_SERVICE_LOADING: '0',
    },
    path: '/_localstack/health',
    seconds: 90,
  })
}

if (import.meta.main) {
  const localstack = await startLocalStack(Number(process.argv[2] ?? 4566))
  process.stdout.write(`LocalStack ${pins.localstack} answers on ${localstack.endpoint}; Ctrl-C ends it\n`)
  await once(process, 'SIGINT')
  await localstack.stop()
}
