import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { printTable } from '../render/printTable.ts'

export function addHardwareCommand(program: Command): void {
  program
    .command('hardware')
    .summary('print the devices that --memory knows by name')
    .argument('[words...]', 'words in the name')
    .addHelpText('after', '\nExample:\n  weighthouse hardware rtx 4090')
    .action((words: string[], _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.catalog.listHardware({ query: words.join(' ') })
        answer(CatalogService.method.listHardware, response, () => {
          if (response.devices.length === 0) process.stdout.write('No device has these words in its name.\n')
          printTable(
            [
              { title: 'NAME', flexible: true },
              { title: 'VENDOR' },
              { title: 'KIND' },
              { title: 'MEMORY', align: 'right' },
            ],
            response.devices.map(({ name, vendor, kind, memoryBytes }) => [
              name,
              vendor,
              kind,
              memoryBytes.map((bytes) => `${Number(bytes) / 2 ** 30} GiB`).join(', '),
            ]),
          )
        })
      }),
    )
}
