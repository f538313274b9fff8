import type { Command } from 'commander'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { GlobalOptions } from '../cliContext.ts'

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .summary('say what files are, and whether they are safe to load')
    .description(
      'Reads the header and follows the pickles of files of this machine, whatever their names say. Nothing in them is executed. A folder stands for all files below it. Ends with exit code 4 when one is dangerous.',
    )
    .argument('<path...>', 'files or folders')
    .addHelpText(
      'after',
      `
safe: it runs nothing, or only imports what is known to hold data; suspicious: it is broken, hides something or imports
what is not known; dangerous: it imports what runs programs or changes files.

Examples:
  weighthouse inspect model.safetensors
  weighthouse inspect ~/Downloads --json`,
    )
    .action(async (paths: string[], _options: unknown, command: Command) => {
      const [{ inspectFile }, { listFiles }, { printInspection, printInspections }] = await Promise.all([
        import('../../formats/inspectFile.ts'),
        import('../listFiles.ts'),
        import('../render/printInspection.ts'),
      ])
      const { json = false } = command.optsWithGlobals<GlobalOptions>()
      const inspections = []
      for await (const path of listFiles(paths)) inspections.push(await inspectFile(path))
      if (inspections.length === 0) {
        throw new WeighthouseError('FILE_NOT_FOUND', `There is no file in ${paths.join(', ')}.`, {
          hint: 'Name a file, or a folder that has some.',
        })
      }
      const [only] = inspections
      if (json) process.stdout.write(`${JSON.stringify({ data: inspections, meta: {} }, null, 2)}\n`)
      else if (only && inspections.length === 1) printInspection(only)
      else printInspections(inspections)
      if (inspections.some(({ verdict }) => verdict === 'dangerous')) process.exitCode = 4
    })
}
