import { styleText } from 'node:util'

import type { Command } from 'commander'

import { AppService, type MapPlan } from '../../gen/weighthouse/v1/app_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect } from '../parseOptions.ts'

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

const colours = {
  create: 'green',
  keep: 'dim',
  repair: 'yellow',
  remove: 'magenta',
  conflict: 'red',
  skip: 'dim',
} as const

/** Prints each plan: one line an action with its reason, then the sums. */
export function printPlans(plans: MapPlan[]): void {
  if (plans.length === 0)
    process.stdout.write('No application is known. Add one with: weighthouse app add comfyui PATH\n')
  for (const plan of plans) {
    for (const { action, targetPath, sourcePath, slug, reason } of plan.actions) {
      const label = action.padEnd(9)
      const colour = Object.entries(colours).find(([name]) => name === action)?.[1]
      const place = targetPath || sourcePath || slug
      process.stdout.write(`${colour && process.stdout.isTTY ? styleText(colour, label) : label} ${place}  ${reason}\n`)
    }
    const sums = [
      [plan.created, plan.applied ? 'created' : 'to create'],
      [plan.kept, 'kept'],
      [plan.repaired, plan.applied ? 'repaired' : 'to repair'],
      [plan.removed, plan.applied ? 'removed' : 'to remove'],
      [plan.conflicts, 'in conflict'],
      [plan.skipped, 'skipped'],
    ] as const
    process.stdout.write(
      `${plan.appId}: ${sums.map(([count, label]) => `${count} ${label}`).join(', ')}${plan.applied ? '' : ' (dry run)'}\n`,
    )
  }
}
