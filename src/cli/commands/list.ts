import type { Command } from 'commander'

import { type LibraryModel, LibraryService } from '../../gen/weighthouse/v1/library_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect, parseCount } from '../parseOptions.ts'
import { formatBytes, formatDay, formatInteger, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

export function addListCommand(program: Command): void {
  program
    .command('list')
    .alias('ls')
    .summary('print the models on your shelves')
    .argument('[words...]', 'words in the names, tags or family')
    .option(
      '--type <type>',
      'llm, vlm, reranker, diffusion, embedding, audio, vision or unknown (repeatable)',
      collect,
      [],
    )
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 50)
    .option('--cursor <cursor>', 'go on after an earlier page (meta.nextCursor of --json)')
    .addHelpText('after', '\nExamples:\n  weighthouse list\n  weighthouse list --type diffusion --json')
    .action((words: string[], options: { type: string[]; limit: number; cursor?: string }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.library.listLibrary({ ...options, query: words.join(' ') })
        answer(LibraryService.method.listLibrary, response, () => {
          if (response.total === 0n) {
            const narrowed = words.length > 0 || options.type.length > 0
            process.stdout.write(
              narrowed
                ? 'No model in the library matches. See all of them with: weighthouse list\n'
                : 'The library is empty. Bring a model here with: weighthouse pull OWNER/NAME\n',
            )
            return
          }
          printTable(
            [
              { title: 'MODEL', flexible: true },
              { title: 'TYPE' },
              { title: 'FAMILY', spare: 2 },
              { title: 'FILES', align: 'right', spare: 3 },
              { title: 'SIZE', align: 'right' },
              { title: 'SAFETY', spare: 1 },
              { title: 'STATE', spare: 2 },
              { title: 'ADDED', spare: 4 },
              { title: 'FOLDER', spare: 5 },
            ],
            response.models.map((model) => [
              nameOf(model),
              model.subtype && !['full', 'other'].includes(model.subtype)
                ? `${model.type}/${model.subtype}`
                : model.type,
              model.family,
              formatInteger(model.fileCount),
              formatBytes(Number(model.sizeBytes)),
              model.verdict,
              stateOf(model),
              formatDay(Number(model.addedAt)),
              model.path,
            ]),
          )
          process.stdout.write(`\n${plural(response.total, 'model')}  ${formatBytes(Number(response.totalBytes))}\n`)
        })
      }),
    )
}

function nameOf({ source, slug, officialName, repoId }: LibraryModel): string {
  if (source === 'civitai') return `${slug} ${officialName}`
  return source === 'local' ? officialName : repoId
}

/** Where its files are, when not on the shelf, and what is wrong with them. */
function stateOf({ storage, offline, missing, broken }: LibraryModel): string {
  if (offline) return 'offline'
  if (missing) return 'missing'
  if (broken) return 'broken'
  return storage === 'in_place' ? 'in place' : ''
}
