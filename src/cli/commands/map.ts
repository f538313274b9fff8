import { type Command, Option } from 'commander'

import { conflictPolicies } from '../../apps/mapping/conflictPolicies.ts'
import { AppService, type MapPlan } from '../../gen/weighthouse/v1/app_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect } from '../parseOptions.ts'
import { printPlans } from '../render/printPlans.ts'
import { printVerifications } from '../render/printVerifications.ts'

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
    .addOption(
      new Option(
        '--on-conflict <policy>',
        'when something else has the place: skip it, take the next name (rename), or take over what is of another installation of ours',
      ).choices(conflictPolicies),
    )
    .option('--verify', 'change nothing; ask the applications which of the mapped models they see')
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse map --dry-run\n  weighthouse map --app comfyui\n  weighthouse map --verify',
    )
    .action((options: MapOptions & { onConflict?: string; verify?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        if (options.verify) {
          const response = await api.app.verifyMapping(options)
          answer(AppService.method.verifyMapping, response, () => printVerifications(response.verifications))
          if (response.verifications.some(({ notSeen }) => notSeen > 0)) process.exitCode = 4
          return
        }
        const response = await api.app.map(options)
        answer(AppService.method.map, response, () => printPlans(response.plans))
        failOnProblems(response.plans)
      }),
    )
}

/** Some applications were done and others not: that is not success. */
export function failOnProblems(plans: readonly MapPlan[]): void {
  if (plans.some(({ problem }) => problem)) process.exitCode = 1
}
