// `parapet help [command or topic]`.
import type { Command } from 'commander'
import { exitCodes } from '../gate.ts'
import { nearest } from '../suggest.ts'
import { invalid } from '../user-error.ts'
import type { Run } from './context.ts'
import { buildProgram } from './program.ts'
import { topics } from './topics.ts'

export const run: Run<object> = async (context, _options, words) => {
  const { out } = context.io
  const program = buildProgram(() => undefined, { writeOut: out.write, getOutHelpWidth: () => Math.min(out.columns, 110) })
  const topic = words.length === 1 ? topics[words[0] ?? ''] : undefined
  if (topic) {
    out.write(topic())
    return exitCodes.ok
  }
  let at: Command = program
  for (const word of words) {
    const next = at.commands.find((each) => each.name() === word)
    if (!next) {
      const near = nearest(word, [...at.commands.map((each) => each.name()), ...(at === program ? Object.keys(topics) : [])])
      throw invalid(`there is no help on '${words.join(' ')}'`, { next: `parapet help${near === undefined ? '' : ` ${near}`}` })
    }
    at = next
  }
  at.outputHelp()
  return exitCodes.ok
}
