import type { Command } from 'commander'

import { AdminService } from '../../gen/weighthouse/v1/admin_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { printTable } from '../render/printTable.ts'

export function addConfigCommand(program: Command): void {
  program
    .command('config')
    .summary('print every setting, its value and where it came from')
    .addHelpText('after', '\nExample:\n  WEIGHTHOUSE_PORT=8000 weighthouse config')
    .action((_options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const settings = await api.admin.getSettings({})
        answer(AdminService.method.getSettings, settings, () => {
          printTable(
            [
              { title: 'SETTING' },
              { title: 'VALUE', flexible: true },
              { title: 'FROM' },
              { title: 'VARIABLE', spare: 1 },
            ],
            settings.settings.map((setting) => [setting.name, setting.value, setting.origin, setting.env.join(', ')]),
          )
        })
      }),
    )
}
