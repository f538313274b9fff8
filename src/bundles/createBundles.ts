import type { Bundles } from './bundles.ts'
import { describeImport, importModels } from './read/importModels.ts'
import type { ImportParts } from './read/planImport.ts'
import { describeExport, exportModels } from './write/exportModels.ts'
import type { ExportParts } from './write/planExport.ts'

/** Puts it together. */
export function createBundles(parts: ExportParts & ImportParts): Bundles {
  return {
    describeExport: (options) => describeExport(parts, options),
    exportModels: (options) => exportModels(parts, options),
    describeImport: (options) => describeImport(parts, options),
    importModels: (options) => importModels(parts, options),
  }
}
