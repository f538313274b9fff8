import type { SearchQuery } from '../../src/catalog/search/searchQuery.ts'
import type { CatalogFigureKey } from './bars.ts'
import type { CatalogBenchOptions, CatalogStep } from './benchOptions.ts'
import type { SyntheticRecord } from './generate/createHuggingFaceRecords.ts'
import type { CatalogPlan } from './generate/planCatalog.ts'
import type { CatalogProfile } from './generate/profile.ts'
import type { SearchMeasurement } from './measure/measureSearch.ts'
import type { Workspace } from './openWorkspace.ts'
import { runDelta } from './steps/runDelta.ts'
import { runDescendants } from './steps/runDescendants.ts'
import { runDisk } from './steps/runDisk.ts'
import { runOpen } from './steps/runOpen.ts'
import { runPeers } from './steps/runPeers.ts'
import { runPostgresEngine } from './steps/runPostgresEngine.ts'
import { runRss } from './steps/runRss.ts'
import { runSearch } from './steps/runSearch.ts'
import { runSuggest } from './steps/runSuggest.ts'

/** What the steps of one run share. */
export interface Bench {
  options: CatalogBenchOptions
  space: Workspace
  profile: CatalogProfile
  plan: CatalogPlan
  makeRecord: (model: number, round?: number) => SyntheticRecord
  queries: SearchQuery[]
  /** Others, to warm up with. */
  warmUp: SearchQuery[]
  /** Our answers, once they were measured. */
  ours: SearchMeasurement | undefined
  notes: string[]
  machine: Record<string, string | number>
  record(key: CatalogFigureKey, value: number, beside?: string): void
  /** Tells people how far it is. */
  say(text: string): void
}

/** The home is loaded before the first step, so `load` has nothing left to do. */
const steps: Record<CatalogStep, (bench: Bench) => Promise<void>> = {
  load: async () => {},
  disk: runDisk,
  open: runOpen,
  search: runSearch,
  suggest: runSuggest,
  descendants: runDescendants,
  peers: runPeers,
  rss: runRss,
  delta: runDelta,
  pg: runPostgresEngine,
}

export function runStep(step: CatalogStep, bench: Bench): Promise<void> {
  return steps[step](bench)
}
