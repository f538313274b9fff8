import { Argument, type Command } from 'commander'

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .summary('print a completion script for your shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Examples:
  weighthouse completion bash > ~/.local/share/bash-completion/completions/weighthouse
  weighthouse completion fish > ~/.config/fish/completions/weighthouse.fish`,
    )
    .action((shell: string) => {
      const words = describeWords(program)
      process.stdout.write(shell === 'fish' ? fishScript(words) : bashScript(words, shell === 'zsh'))
    })
}

interface Words {
  /** The words that lead here: `app add`; empty for the program itself. */
  path: string
  words: { text: string; summary: string }[]
  /** What options and the first argument may be, where that is known; the argument's under an empty name. */
  choices: { option: string; values: readonly string[] }[]
}

function describeWords(command: Command, path = ''): Words[] {
  const children = command.commands.map((child) => ({ text: child.name(), summary: child.summary() }))
  const options = [...command.options, ...(path ? (command.parent?.options ?? []) : [])].flatMap((option) =>
    option.long ? [{ text: option.long, summary: option.description }] : [],
  )
  const choices = [
    ...command.options.map(({ long, argChoices }) => ({ option: long ?? '', values: argChoices ?? [] })),
    { option: '', values: command.registeredArguments[0]?.argChoices ?? [] },
  ].filter(({ values }) => values.length > 0)
  return [
    { path, words: [...children, ...options, { text: '--help', summary: 'print help' }], choices },
    ...command.commands.flatMap((child) => describeWords(child, path ? `${path} ${child.name()}` : child.name())),
  ]
}

function bashScript(words: Words[], zsh: boolean): string {
  const cases = words.map(({ path, words: list, choices }) => {
    const all = [...list.map(({ text }) => text), ...choices.flatMap(({ option, values }) => (option ? [] : values))]
    return `    '${path}') words='${all.join(' ')}' ;;`
  })
  const values = words.flatMap(({ path, choices }) =>
    choices.flatMap(({ option, values }) =>
      option ? [`    '${path} ${option}') words='${values.join(' ')}' ;;`] : [],
    ),
  )
  return `${zsh ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}_weighthouse() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) ;; *) case " ${words.map(({ path }) => path.replaceAll(' ', '/')).join(' ')} " in *" \${path:+\${path// //}/}$word "*) path="\${path:+$path }$word" ;; esac ;; esac
  done
  case $path in
${cases.join('\n')}
  esac
  case "$path \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _weighthouse weighthouse
`
}

function fishScript(words: Words[]): string {
  const lines = words.flatMap(({ path, words: list, choices }) => {
    const condition =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ')
    const complete = `complete -c weighthouse -n '${condition}'`
    return [
      ...list.map(({ text, summary }) => {
        const values = choices.find(({ option }) => option === text)?.values ?? []
        const known = values.length > 0 ? ` -x -a '${values.join(' ')}'` : ''
        const word = text.startsWith('--') ? `-l ${text.slice(2)}${known}` : `-a ${text}`
        return `${complete} ${word} -d '${summary.replaceAll("'", "\\'")}'`
      }),
      ...choices.flatMap(({ option, values }) => (option ? [] : [`${complete} -a '${values.join(' ')}'`])),
    ]
  })
  return `${lines.join('\n')}\n`
}
