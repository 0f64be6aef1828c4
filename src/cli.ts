// The command `parapet`. Starts fast: compiled code is cached, and a command's code is loaded when it is asked for.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { cacheDirectory } from './config/environment.ts'

// Not in /tmp, where Node would put it: whoever may write there could hand us code.
enableCompileCache(join(cacheDirectory(process.env), 'compiled'))
// After the cache is on, or it would not hold what follows.
// oxlint-disable-next-line no-restricted-imports -- this file is the door to src/cli; the rule is about the pipeline beside it
const { runProcess } = await import('./cli/process.ts')
await runProcess()
