import { resolve } from 'node:path'

import type { Command } from 'commander'

import { appIds } from '../../apps/appIds.ts'
import { type App, AppService, type FoundApp } from '../../gen/weighthouse/v1/app_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatInteger } from '../render/formatNumbers.ts'
import { printPlans } from '../render/printPlans.ts'
import { printTable } from '../render/printTable.ts'

export function addAppCommand(program: Command): void {
  const app = program
    .command('app')
    .summary('detect, add, list or remove the applications that use your models')
    .addHelpText('after', '\nExample:\n  weighthouse app add comfyui ~/ComfyUI')

  app
    .command('detect')
    .summary('look for applications on this machine')
    .description('Looks in the usual places and in the folders that you name. Changes nothing.')
    .argument('[path...]', 'folders to look at besides the usual places')
    .addHelpText('after', '\nExamples:\n  weighthouse app detect\n  weighthouse app detect /mnt/ai/ComfyUI')
    .action((path: string[], _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.app.detectApps({ path: path.map((each) => resolve(each)) })
        answer(AppService.method.detectApps, response, () => printFoundApps(response.apps))
      }),
    )

  app
    .command('add')
    .summary('tell where an application is installed')
    .description(`Applications: ${appIds.join(', ')}.`)
    .argument('<app>', 'which application; the description lists them')
    .argument('<path>', 'the folder of the installation')
    .option('--url <address>', 'where it answers, so that it can be asked what it sees')
    .option(
      '--mapping <variant>',
      'another mapping than default; `config` names folders in its settings instead of linking',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse app add comfyui ~/ComfyUI --url http://127.0.0.1:8188\n  weighthouse app add fooocus ~/Fooocus --mapping config',
    )
    .action((name: string, path: string, options: { url?: string; mapping?: string }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const added = await api.app.addApp({ app: name, path: resolve(path), ...options })
        answer(AppService.method.addApp, added, () => {
          process.stdout.write(
            `${added.id}: ${added.name}, version ${added.version}, models in ${added.modelsPath}\nNext: weighthouse map --dry-run\n`,
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
              { title: 'CAN LINK' },
              { title: 'FOLDER', flexible: true },
            ],
            response.apps.map((known) => [
              known.id,
              known.app,
              known.version,
              formatInteger(known.linkCount),
              describeLinks(known),
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

function describeLinks({ linkSupport }: App): string {
  if (!linkSupport?.online) return 'not here now'
  const kinds = [...(linkSupport.symlink ? ['symlink'] : []), ...(linkSupport.hardlink ? ['hardlink'] : [])]
  return kinds.join(', ') || 'no links'
}

function printFoundApps(found: FoundApp[]): void {
  if (found.length === 0) {
    process.stdout.write('No application was found. Name a folder: weighthouse app detect PATH\n')
    return
  }
  printTable(
    [{ title: 'APP' }, { title: 'VERSION', spare: 1 }, { title: 'KNOWN AS' }, { title: 'FOLDER', flexible: true }],
    found.map(({ app, version, knownAs, path }) => [app, version, knownAs || '-', path]),
  )
}
