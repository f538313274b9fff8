import type { Command } from 'commander'

import { AppService } from '../../gen/weighthouse/v1/app_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect } from '../parseOptions.ts'
import { printPlans } from '../render/printPlans.ts'
import { failOnProblems, type MapOptions } from './map.ts'

export function addUnmapCommand(program: Command): void {
  program
    .command('unmap')
    .summary('take back the links that map made')
    .description('Removes links that Weighthouse made and that are still as it made them; nothing else.')
    .option('--app <id>', 'only this installation (repeatable)', collect, [])
    .option('--model <slug>', 'only this library model (repeatable)', collect, [])
    .option('--dry-run', 'print what would be done and do nothing')
    .addHelpText('after', '\nExample:\n  weighthouse unmap --app comfyui --dry-run')
    .action((options: MapOptions, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.app.unmap(options)
        answer(AppService.method.unmap, response, () => printPlans(response.plans))
        failOnProblems(response.plans)
      }),
    )
}
