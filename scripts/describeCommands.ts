import type { Command } from 'commander'

import { createProgram } from '../src/cli/createProgram.ts'

/** The text of docs/cli.md: every command with its usage, options and examples, as `--help` prints them. */
export function describeCommands(): string {
  const program = createProgram()
  const sections = allCommands(program).map(
    ({ command, name }) =>
      `## ${name}\n\n${capitalise(command.summary())}.\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
  )
  return `# The command line

Every command takes the options of the first block, anywhere on the line. \`--json\` prints exactly what the REST API answers; without it people get tables and progress on a terminal and plain lines elsewhere. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 verification failed.

This page is written by \`npm run docs\`, and a test keeps it true.

\`\`\`text
${helpOf(program)}
\`\`\`

${sections.join('\n')}`
}

function allCommands(command: Command, path = ''): { command: Command; name: string }[] {
  return command.commands.flatMap((child) => {
    const name = path ? `${path} ${child.name()}` : child.name()
    return [{ command: child, name }, ...allCommands(child, name)]
  })
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return text.trim()
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
