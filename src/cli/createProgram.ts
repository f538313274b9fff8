import { Command, Option } from 'commander'

import { readVersion } from '../foundation/readVersion.ts'
import { addAncestryCommand } from './commands/ancestry.ts'
import { addAppCommand } from './commands/app.ts'
import { addBundleCommand } from './commands/bundle.ts'
import { addCollectionCommand } from './commands/collection.ts'
import { addCompareCommand } from './commands/compare.ts'
import { addCompletionCommand } from './commands/completion.ts'
import { addConfigCommand } from './commands/config.ts'
import { addDemoCommand } from './commands/demo.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addDupesCommand } from './commands/dupes.ts'
import { addEditCommand } from './commands/edit.ts'
import { addExportCommand } from './commands/export.ts'
import { addGcCommand } from './commands/gc.ts'
import { addGrowthCommand } from './commands/growth.ts'
import { addHardwareCommand } from './commands/hardware.ts'
import { addHashCommand } from './commands/hash.ts'
import { addIdentifyCommand } from './commands/identify.ts'
import { addImportCommand } from './commands/import.ts'
import { addInspectCommand } from './commands/inspect.ts'
import { addJobsCommand } from './commands/jobs.ts'
import { addListCommand } from './commands/list.ts'
import { addManifestsCommand } from './commands/manifests.ts'
import { addMapCommand } from './commands/map.ts'
import { addMockCommand } from './commands/mock.ts'
import { addPullCommand } from './commands/pull.ts'
import { addMoveCommand, addRenameCommand } from './commands/rename.ts'
import { addReviewCommand } from './commands/review.ts'
import { addRmCommand } from './commands/rm.ts'
import { addRootCommand } from './commands/root.ts'
import { addSavedCommand } from './commands/saved.ts'
import { addScanCommand } from './commands/scan.ts'
import { addSearchCommand } from './commands/search.ts'
import { addServeCommand } from './commands/serve.ts'
import { addShowCommand } from './commands/show.ts'
import { addSimilarCommand } from './commands/similar.ts'
import { addSnapshotCommand } from './commands/snapshot.ts'
import { addStatsCommand } from './commands/stats.ts'
import { addStoreCommand } from './commands/store.ts'
import { addSuggestCommand } from './commands/suggest.ts'
import { addSyncCommand } from './commands/sync.ts'
import { addTrashCommand } from './commands/trash.ts'
import { addTrendingCommand } from './commands/trending.ts'
import { addUndoCommand } from './commands/undo.ts'
import { addUnmapCommand } from './commands/unmap.ts'
import { addUnusedCommand } from './commands/unused.ts'
import { addUpdatesCommand } from './commands/updates.ts'
import { addUsageCommand } from './commands/usage.ts'
import { addVerifyCommand } from './commands/verify.ts'

/** The command line's table of contents. Each command is one file under ./commands. */
export function createProgram(): Command {
  const program = new Command('weighthouse')
    .description('The home of AI models: find, pull, keep, link, serve and publish them.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addOption(new Option('--json', 'print what the REST API answers, as JSON'))
    .addOption(new Option('--home <folder>', 'use this folder instead of WEIGHTHOUSE_HOME'))
    .addOption(new Option('--config <file>', 'read settings from this file instead of ./weighthouse.config.json'))
    .addOption(new Option('--offline', 'never ask a source for anything'))
    .addOption(new Option('--log-level <level>', 'debug, info, warn, error or silent'))
    .addOption(new Option('--debug', 'print where an error came from'))
    .showHelpAfterError('(add --help for the whole usage)')
    .showSuggestionAfterError()
    .exitOverride()

  program.commandsGroup('Find')
  addSearchCommand(program)
  addSuggestCommand(program)
  addShowCommand(program)
  addAncestryCommand(program)
  addCompareCommand(program)
  addSimilarCommand(program)
  addTrendingCommand(program)
  addGrowthCommand(program)
  addStatsCommand(program)
  addHardwareCommand(program)
  addSavedCommand(program)
  addCollectionCommand(program)
  addExportCommand(program)
  program.commandsGroup('Fill the catalog')
  addSyncCommand(program)
  addSnapshotCommand(program)
  addBundleCommand(program)
  program.commandsGroup('Keep')
  addPullCommand(program)
  addListCommand(program)
  addScanCommand(program)
  addRootCommand(program)
  addImportCommand(program)
  addHashCommand(program)
  addIdentifyCommand(program)
  addReviewCommand(program)
  addEditCommand(program)
  addInspectCommand(program)
  addStoreCommand(program)
  addVerifyCommand(program)
  addGcCommand(program)
  program.commandsGroup('Keep in order')
  addUsageCommand(program)
  addDupesCommand(program)
  addUnusedCommand(program)
  addUpdatesCommand(program)
  addRenameCommand(program)
  addMoveCommand(program)
  addRmCommand(program)
  addTrashCommand(program)
  addUndoCommand(program)
  program.commandsGroup('Use')
  addAppCommand(program)
  addMapCommand(program)
  addUnmapCommand(program)
  program.commandsGroup('Serve and publish')
  addServeCommand(program)
  addDemoCommand(program)
  addMockCommand(program)
  addManifestsCommand(program)
  program.commandsGroup('Look after')
  addJobsCommand(program)
  addDoctorCommand(program)
  addConfigCommand(program)
  addCompletionCommand(program)
  program.helpCommand('help [command]', 'print the help of a command')
  return program
}
