// The command `parapet`. Starts fast: compiled code is cached, and a command's code is loaded when it is asked for.
import { enableCompileCache } from 'node:module'

enableCompileCache()
// After the cache is on, or it would not hold what follows.
// oxlint-disable-next-line no-restricted-imports -- this file is the door to src/cli; the rule is about the pipeline beside it
const { runProcess } = await import('./cli/process.ts')
await runProcess()
