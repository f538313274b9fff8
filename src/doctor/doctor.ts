import type { Apps } from '../apps/apps.ts'
import type { Database } from '../database/database.ts'
import type { Config } from '../foundation/config/configOptions.ts'
import type { HttpClient } from '../foundation/http/httpClient.ts'
import type { Clock } from '../foundation/time.ts'
import type { Upkeep } from '../hub/upkeep/upkeep.ts'
import type { Library } from '../library/library.ts'
import type { Order } from '../order/order.ts'

/** What one look found. */
export interface Finding {
  /** Of the check. */
  id: string
  status: 'ok' | 'warn' | 'fail'
  /** What was found, with its path or id. */
  says: string
  /** What to do about it; empty when nothing has to be. */
  mend: string
  /** `--fix` does that. */
  fixable: boolean
  /** It was done now. */
  mended: boolean
}

/** A finding with the work that mends it, if Weighthouse can. */
export interface Look {
  status: Finding['status']
  says: string
  mend?: string
  /** Mends it; what it throws is told instead. `consent` marks what changes something that is not ours. */
  fix?: { consent?: true; work: () => Promise<void> }
}

/** What checks look at that need no open house. */
export interface Ground {
  config: Pick<
    Config,
    | 'home'
    | 'library'
    | 'store'
    | 'host'
    | 'port'
    | 'grpcPort'
    | 'storeMinFree'
    | 'hfToken'
    | 'hfEndpoint'
    | 'civitaiToken'
    | 'civitaiEndpoint'
    | 'offline'
  >
  clock: Clock
  /** Sources are asked, too. */
  online: boolean
  signal: AbortSignal
}

/** What the others look at. */
export interface HouseParts {
  database: Database
  library: Pick<Library, 'directory' | 'iterate' | 'roots' | 'scan' | 'has'>
  apps: Pick<Apps, 'list' | 'map' | 'unmap'>
  upkeep: Pick<Upkeep, 'readStatistics'>
  order: Pick<Order, 'recover'>
  http: Pick<HttpClient, 'request'>
}

export interface Check {
  /** One word, as `doctor --check` takes it. */
  id: string
  look(ground: Ground, house: HouseParts): Promise<Look[]>
}
/** A check that looks at the machine only, and so works when the house cannot be opened. */
export interface GroundCheck {
  id: string
  look(ground: Ground): Promise<Look[]>
}

export interface ExamineOptions {
  fix?: boolean
  online?: boolean
  /** With `fix`: also what changes something that is not ours. */
  consent?: boolean
  /** Ids of checks; empty or absent means all. */
  checks?: readonly string[]
  signal?: AbortSignal | undefined
}

/**
 * Looks whether everything that Weighthouse needs is there and sound. Nothing is changed without `fix`, but for folders
 * of its own that are made to try out links and removed again.
 *
 * @throws WeighthouseError INVALID_ARGUMENT for a check that does not exist
 */
export interface Doctor {
  examine(options?: ExamineOptions): Promise<Finding[]>
}
