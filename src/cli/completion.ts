// `parapet completion SHELL`: a script that completes commands, options and their values.
import { exitCodes } from '../gate.ts'
import { bash, fish, powershell, zsh } from './completion/scripts.ts'
import { completionTree } from './completion/tree.ts'
import type { Run } from './context.ts'
import { buildProgram } from './program.ts'

const generators: Readonly<Record<string, typeof bash>> = { bash, zsh, fish, powershell }

export const run: Run<object> = async (context, _options, [shell = '']) => {
  const generate = generators[shell]
  if (!generate) throw new Error(`no generator for ${shell}`)
  context.io.out.write(generate(completionTree(buildProgram(() => undefined, {}))))
  return exitCodes.ok
}
