import type { ArrivedModel, ImportOptions } from './read/importModels.ts'
import type { ImportPlan } from './read/planImport.ts'
import type { ExportOptions, ExportReport } from './write/exportModels.ts'

/**
 * Carries models to where there is no network, and takes them from there, as files; see contents.ts.
 *
 * Every method may be called at any time, by several processes at once, and again after any failure or kill. What each one
 * does and throws stands at the function of its name.
 */
export interface Bundles {
  describeExport(options: ExportOptions): Promise<ExportReport>
  exportModels(options: ExportOptions): Promise<ExportReport & { writtenBytes: number }>
  describeImport(options: ImportOptions): Promise<ImportPlan[]>
  importModels(
    options: ImportOptions & { onModel: (model: ArrivedModel) => Promise<void> },
  ): Promise<{ plans: ImportPlan[]; writtenBytes: number }>
}
