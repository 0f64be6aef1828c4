// Completion scripts for four shells. All four work alike: find the command in the words so far, then offer what may follow it.
import type { Completed, CompletedOption } from './tree.ts'

const spellings = (option: CompletedOption): readonly string[] => [option.word, ...option.aliases]

/** In single quotes, for sh and its kin. Our own words only, but quoted all the same. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
const wordsOf = (at: Completed): readonly string[] => [
  ...at.commands.map(({ word }) => word),
  ...at.choices,
  ...at.options.flatMap(spellings),
]
const valued = (at: Completed): readonly CompletedOption[] => at.options.filter(({ takesValue }) => takesValue)
const allPaths = (tree: readonly Completed[]): readonly string[] => tree.map(({ path }) => path).filter(Boolean)

/** Cases on the option before the cursor, for bash. */
const bashValues = (at: Completed): string =>
  valued(at)
    .map((option) => {
      const then = option.takesFile
        ? 'compopt -o default; return'
        : option.choices.length > 0
          ? `COMPREPLY=($(compgen -W ${quoted(option.choices.join(' '))} -- "$cur")); return`
          : 'return'
      return `        ${spellings(option).join('|')}) ${then} ;;`
    })
    .join('\n')

export const bash = (tree: readonly Completed[]): string => `# bash completion for parapet. Load it: source <(parapet completion bash)
_parapet() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path= word next i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    next="\${path:+$path }$word"
    case "$next" in
      ${allPaths(tree).map(quoted).join('|')}) path=$next ;;
    esac
  done
  case "$path" in
${tree
  .map(
    (at) => `    ${quoted(at.path)})
      case "$prev" in
${bashValues(at)}
      esac
      ${at.takesFile ? 'compopt -o default\n      ' : ''}COMPREPLY=($(compgen -W ${quoted(wordsOf(at).join(' '))} -- "$cur"))
      ;;`,
  )
  .join('\n')}
  esac
}
complete -F _parapet parapet
`

/** `word:description` for zsh's _describe, in which a colon separates. */
const described = ({ word, description }: { readonly word: string; readonly description: string }): string =>
  quoted(`${word.replaceAll(':', '\\:')}:${description.replaceAll(':', '\\:')}`)

export const zsh = (tree: readonly Completed[]): string => `#compdef parapet
# zsh completion for parapet. Load it: source <(parapet completion zsh)
_parapet() {
  local path_= word next i prev=\${words[CURRENT-1]}
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    next="\${path_:+$path_ }$word"
    case "$next" in
      ${allPaths(tree).map(quoted).join('|')}) path_=$next ;;
    esac
  done
  case "$path_" in
${tree
  .map(
    (at) => `    ${quoted(at.path)})
      case "$prev" in
${valued(at)
  .map((option) => {
    const then = option.takesFile
      ? '_files; return'
      : option.choices.length > 0
        ? `compadd -- ${option.choices.map(quoted).join(' ')}; return`
        : 'return'
    return `        ${spellings(option).join('|')}) ${then} ;;`
  })
  .join('\n')}
      esac
      offered=(${[
        ...at.commands,
        ...at.choices.map((word) => ({ word, description: word })),
        ...at.options.flatMap((option) => spellings(option).map((word) => ({ word, description: option.description }))),
      ]
        .map(described)
        .join(' ')})
      _describe 'parapet' offered${at.takesFile ? '\n      _files' : ''}
      ;;`,
  )
  .join('\n')}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _parapet "$@"; else compdef _parapet parapet; fi
`

/** In single quotes for fish, which escapes with a backslash. */
const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

export const fish = (tree: readonly Completed[]): string => `# fish completion for parapet. Load it: parapet completion fish | source
function __parapet_at
    set -l path ''
    for word in (commandline -opc)[2..]
        set -l next (string trim -- "$path $word")
        contains -- $next ${allPaths(tree).map(fishQuoted).join(' ')}; and set path $next
    end
    test "$path" = "$argv[1]"
end
complete -c parapet -f
${tree
  .flatMap((at) => {
    const when = `-n ${fishQuoted(`__parapet_at ${fishQuoted(at.path)}`)}`
    return [
      ...at.commands.map(({ word, description }) => `complete -c parapet ${when} -a ${fishQuoted(word)} -d ${fishQuoted(description)}`),
      ...at.choices.map((word) => `complete -c parapet ${when} -a ${fishQuoted(word)}`),
      ...(at.takesFile ? [`complete -c parapet ${when} -F`] : []),
      ...at.options.map((option) => {
        const short = option.aliases.map((alias) => ` -s ${alias.replace(/^-+/, '')}`).join('')
        const value = option.takesFile
          ? ' -r -F'
          : option.choices.length > 0
            ? ` -x -a ${fishQuoted(option.choices.join(' '))}`
            : option.takesValue
              ? ' -x'
              : ''
        return `complete -c parapet ${when} -l ${option.word.replace(/^-+/, '')}${short}${value} -d ${fishQuoted(option.description)}`
      }),
    ]
  })
  .join('\n')}
`

const psQuoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const psList = (words: readonly string[]): string => `@(${words.map(psQuoted).join(', ')})`

export const powershell = (
  tree: readonly Completed[],
): string => `# PowerShell completion for parapet. Load it: parapet completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName parapet -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${tree.map((at) => `    ${psQuoted(at.path)} = ${psList(wordsOf(at))}`).join('\n')}
  }
  $values = @{
${tree.flatMap((at) => valued(at).flatMap((option) => (option.takesFile ? [] : spellings(option).map((word) => `    ${psQuoted(`${at.path} ${word}`.trim())} = ${psList(option.choices)}`)))).join('\n')}
  }
  $path = ''
  $previous = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete) { break }
    $previous = $element.ToString()
    $next = "$path $previous".Trim()
    if ($words.ContainsKey($next)) { $path = $next }
  }
  $key = "$path $previous".Trim()
  $offered = if ($values.ContainsKey($key)) { $values[$key] } else { $words[$path] }
  $offered | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`
