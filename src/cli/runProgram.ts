import { type Command, CommanderError } from 'commander'

import { createProgram } from './createProgram.ts'
import { printError } from './render/printError.ts'

/** Runs one command and returns its exit code: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 verification failed. */
export async function runProgram(args: string[]): Promise<number> {
  const program = createProgram()
  for (const command of allCommands(program)) command.exitOverride()
  try {
    if (args.length === 0) {
      program.outputHelp()
      return 0
    }
    await program.parseAsync(args, { from: 'user' })
    return process.exitCode === undefined ? 0 : Number(process.exitCode)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { json, debug } = program.opts<{ json?: boolean; debug?: boolean }>()
    return printError(error, { json: json ?? false, debug: debug ?? false })
  }
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)])
}
