import type { AppLinkTable } from '../../database/schema.ts'
import type { AppClient } from '../api/appClient.ts'
import type { DetectedApp } from '../appAdapter.ts'

/**
 * Asks a running application which of our placements it sees.
 *
 * Answers one state a row, by `target_path`; a row that it leaves out cannot be asked about there (a kind of model that
 * the application has no list of).
 *
 * Errors: SOURCE_UNREACHABLE (nobody answers), SOURCE_ERROR, SOURCE_DRIFT (another answer than its kind gives).
 */
export interface AppQuestion {
  ask(options: {
    client: AppClient
    app: DetectedApp
    rows: readonly AppLinkTable[]
  }): Promise<Map<string, 'seen' | 'not seen'>>
}
