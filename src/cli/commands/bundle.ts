import type { Command } from 'commander'

import { addBundleCatalogCommands } from './bundleCatalog.ts'
import { addBundleModelCommands } from './bundleModels.ts'

export function addBundleCommand(program: Command): void {
  const bundle = program
    .command('bundle')
    .summary(
      'take the catalog or models into files, or from them, so that a team crawls once and a place without network has both',
    )
    .addHelpText(
      'after',
      `
Examples:
  weighthouse bundle export catalog team.bundle
  weighthouse bundle import team.bundle
  weighthouse bundle export models models.tar --all
  weighthouse bundle import models models.tar`,
    )
  const exporting = bundle.command('export').summary('write the catalog, or models, to a file')
  const importing = bundle
    .command('import')
    .summary('read a catalog from a file; what is here and not in it stays')
    .description(
      'Reads a file of `bundle export catalog`, or any NDJSON of records as their source gives them, plain or compressed by zstd or gzip. An import that was interrupted goes on where it stopped. For models, see `bundle import models`.',
    )
  addBundleCatalogCommands({ exporting, importing })
  addBundleModelCommands({ bundle, exporting, importing })
}
