import type { Command } from 'commander'

import { AppService } from '../../gen/weighthouse/v1/app_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatInteger } from '../render/formatNumbers.ts'
import { printPlans } from '../render/printPlans.ts'
import { printTable } from '../render/printTable.ts'

export function addAppCommand(program: Command): void {
  const app = program
    .command('app')
    .summary('add, list or remove the applications that use your models')
    .addHelpText('after', '\nExample:\n  weighthouse app add comfyui ~/ComfyUI')

  app
    .command('add')
    .summary('tell where an application is installed')
    .argument('<app>', 'comfyui')
    .argument('<path>', 'the folder of the installation')
    .addHelpText('after', '\nExample:\n  weighthouse app add comfyui ~/ComfyUI')
    .action((name: string, path: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const added = await api.app.addApp({ app: name, path })
        answer(AppService.method.addApp, added, () => {
          process.stdout.write(
            `${added.id}: ${added.app}, version ${added.version}, models in ${added.modelsPath}\nNext: weighthouse map --dry-run\n`,
          )
        })
      }),
    )

  app
    .command('list')
    .summary('print the known installations')
    .addHelpText('after', '\nExample:\n  weighthouse app list')
    .action((_options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.app.listApps({})
        answer(AppService.method.listApps, response, () => {
          if (response.apps.length === 0) {
            process.stdout.write('No application is known. Add one with: weighthouse app add comfyui PATH\n')
            return
          }
          printTable(
            [
              { title: 'ID' },
              { title: 'APP' },
              { title: 'VERSION', spare: 1 },
              { title: 'LINKS', align: 'right' },
              { title: 'FOLDER', flexible: true },
            ],
            response.apps.map((known) => [
              known.id,
              known.app,
              known.version,
              formatInteger(known.linkCount),
              known.path,
            ]),
          )
        })
      }),
    )

  app
    .command('remove')
    .summary('take back every link of an installation and forget it')
    .argument('<id>', 'the id that `app list` prints')
    .addHelpText('after', '\nExample:\n  weighthouse app remove comfyui')
    .action((id: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const plan = await api.app.removeApp({ id })
        answer(AppService.method.removeApp, plan, () => {
          printPlans([plan])
          process.stdout.write(`${id} is forgotten. Its own files were not touched.\n`)
        })
      }),
    )
}
