// What a shell may complete, read from commander's tree.
import type { Command } from 'commander'

export interface Word {
  readonly word: string
  readonly description: string
}
export interface CompletedOption extends Word {
  /** Other spellings, `-o`. */
  readonly aliases: readonly string[]
  readonly takesValue: boolean
  /** Values to choose from; empty where anything goes. */
  readonly choices: readonly string[]
  readonly takesFile: boolean
}
/** One command and what may follow it. */
export interface Completed {
  /** `findings list`; empty for the program itself. */
  readonly path: string
  readonly commands: readonly Word[]
  readonly options: readonly CompletedOption[]
  /** Values of the first argument. */
  readonly choices: readonly string[]
  readonly takesFile: boolean
}

const isFile = (placeholder: string): boolean => /file|snapshot/.test(placeholder)

const optionsOf = (command: Command): readonly CompletedOption[] => {
  const inherited = command.parent ? optionsOf(command.parent) : []
  const own = command
    .createHelp()
    .visibleOptions(command)
    .map((option): CompletedOption => ({
      word: option.long ?? option.short ?? '',
      aliases: option.long && option.short ? [option.short] : [],
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
      takesFile: isFile(option.flags),
    }))
  const known = new Set(own.map(({ word }) => word))
  return [...own, ...inherited.filter(({ word }) => !known.has(word))]
}

/** Every command, the program first. */
export const completionTree = (program: Command): readonly Completed[] => {
  const walk = (command: Command, path: string): readonly Completed[] => {
    const commands = command.createHelp().visibleCommands(command)
    return [
      {
        path,
        commands: commands.map((each) => ({ word: each.name(), description: each.description() })),
        options: optionsOf(command),
        choices: command.registeredArguments[0]?.argChoices ?? [],
        takesFile: command.registeredArguments.some((argument) => isFile(argument.name())),
      },
      ...commands.flatMap((each) => walk(each, path === '' ? each.name() : `${path} ${each.name()}`)),
    ]
  }
  return walk(program, '')
}
