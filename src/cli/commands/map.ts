import type { Command } from 'commander'

import { AppService } from '../../gen/weighthouse/v1/app_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect } from '../parseOptions.ts'
import { printPlans } from '../render/printPlans.ts'

export interface MapOptions {
  app: string[]
  model: string[]
  dryRun?: boolean
}

export function addMapCommand(program: Command): void {
  program
    .command('map')
    .summary('link library models into your applications')
    .description(
      'Places the links that the mapping files ask for. A file of yours that is in the way is reported and never touched. Running it again changes nothing.',
    )
    .option('--app <id>', 'only this installation (repeatable)', collect, [])
    .option('--model <slug>', 'only this library model (repeatable)', collect, [])
    .option('--dry-run', 'print what would be done and do nothing')
    .addHelpText('after', '\nExamples:\n  weighthouse map --dry-run\n  weighthouse map --app comfyui')
    .action((options: MapOptions, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.app.map(options)
        answer(AppService.method.map, response, () => printPlans(response.plans))
      }),
    )
}
