import type { Command } from 'commander'

import { ManifestService } from '../../gen/weighthouse/v1/manifest_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, formatInteger, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

export function addManifestsCommand(program: Command): void {
  program
    .command('manifests')
    .summary('publish the catalog as static JSON files')
    .command('build')
    .summary('write one file per source, one per filter, and all-models.json')
    .requiredOption('--out <folder>', 'where the files go; files of others there are not touched')
    .addHelpText('after', '\nExample:\n  weighthouse manifests build --out public/manifests')
    .action((options: { out: string }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const report = await api.manifest.buildManifests(options)
        answer(ManifestService.method.buildManifests, report, () => {
          printTable(
            [
              { title: 'FILE', flexible: true },
              { title: 'MODELS', align: 'right' },
              { title: 'SIZE', align: 'right' },
              { title: '' },
            ],
            report.files.map((file) => [
              file.name,
              formatInteger(Number(file.models)),
              formatBytes(Number(file.bytes)),
              file.changed ? '' : 'unchanged',
            ]),
          )
          process.stdout.write(
            `\n${plural(report.files.length, 'file')}, ${formatBytes(Number(report.totalBytes))} in ${report.out}\n`,
          )
        })
      }),
    )
}
