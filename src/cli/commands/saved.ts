import type { Command } from 'commander'

import { type SavedSearch, SavedSearchService } from '../../gen/weighthouse/v1/saved_search_pb.ts'
import type { LocalClients } from '../../server/createLocalClients.ts'
import { withWeighthouse } from '../cliContext.ts'
import { findByName } from '../findByName.ts'
import { parseCount } from '../parseOptions.ts'
import { formatInteger, formatTime, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { nameOf } from '../render/printEntries.ts'
import { printTable } from '../render/printTable.ts'
import { addSearchOptions, readSearchText, type SearchOptions, toQueryString } from '../searchOptions.ts'

const idHelp = 'its id or name, as `saved list` prints them'

export function addSavedCommand(program: Command): void {
  const saved = program
    .command('saved')
    .summary('keep searches, and learn what they find anew')
    .description(
      'A saved search tells what it found since it was made: here, as a feed (/api/v1/saved-searches/ID/feed.atom or feed.json), and by webhook. Syncs search again.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse saved create "Small models" --range parameters=..3B\n  weighthouse saved check "Small models"',
    )

  const create = saved
    .command('create')
    .summary('keep a search; what it finds now is known, what it finds later is new')
    .argument('<name>', 'what to call it')
    .argument('[words...]', 'words of the search')
  addSearchOptions(create, { sort: true })
    .option('--webhook <url>', 'send new finds there, by POST as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  weighthouse saved create "Permissive llamas" llama --filter license_class=permissive --webhook https://example.com/hook',
    )
    .action((name: string, words: string[], options: SearchOptions & { webhook?: string }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const query = toQueryString(readSearchText(words, options, command))
        const found = await api.savedSearch.createSavedSearch({ name, query, webhookUrl: options.webhook })
        answer(SavedSearchService.method.createSavedSearch, found, () => printSearches([found]))
      }),
    )

  saved
    .command('list')
    .summary('print all saved searches by name')
    .addHelpText('after', '\nExample:\n  weighthouse saved list')
    .action((_options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.savedSearch.listSavedSearches({})
        answer(SavedSearchService.method.listSavedSearches, response, () => {
          if (response.total === 0n) process.stdout.write('There are no saved searches yet.\n')
          printSearches(response.savedSearches)
        })
      }),
    )

  saved
    .command('show')
    .summary('print what a saved search found since it was made, the newest first')
    .argument('<search>', idHelp)
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 50)
    .addHelpText('after', '\nExample:\n  weighthouse saved show "Small models"')
    .action((search: string, { limit }: { limit: number }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, search)
        const response = await api.savedSearch.listSavedSearchEntries({ id, limit })
        answer(SavedSearchService.method.listSavedSearchEntries, response, () => {
          if (response.total === 0n) process.stdout.write('It found nothing new so far.\n')
          printTable(
            [{ title: 'MODEL', flexible: true }, { title: 'FOUND' }, { title: '' }],
            response.entries.map(({ slug, entry, foundAt, unseen }) => [
              entry ? nameOf(entry) : `${slug} (no longer in the catalog)`,
              formatTime(foundAt),
              unseen ? 'new' : '',
            ]),
          )
        })
      }),
    )

  saved
    .command('check')
    .summary('search again now, and call the webhook when there is something new')
    .argument('<search>', idHelp)
    .addHelpText('after', '\nExample:\n  weighthouse saved check "Small models"')
    .action((search: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, search)
        const found = await api.savedSearch.checkSavedSearch({ id })
        answer(SavedSearchService.method.checkSavedSearch, found, () => printSearches([found]))
      }),
    )

  saved
    .command('seen')
    .summary('set the count of unseen models to 0')
    .argument('<search>', idHelp)
    .addHelpText('after', '\nExample:\n  weighthouse saved seen "Small models"')
    .action((search: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, search)
        const found = await api.savedSearch.markSavedSearchSeen({ id })
        answer(SavedSearchService.method.markSavedSearchSeen, found, () => printSearches([found]))
      }),
    )

  saved
    .command('remove')
    .summary('forget a saved search and what it found')
    .argument('<search>', idHelp)
    .addHelpText('after', '\nExample:\n  weighthouse saved remove "Small models"')
    .action((search: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, search)
        const found = await api.savedSearch.removeSavedSearch({ id })
        answer(SavedSearchService.method.removeSavedSearch, found, () =>
          process.stdout.write(`Forgot ${plainText(found.name)}.\n`),
        )
      }),
    )
}

async function findId({ savedSearch }: Pick<LocalClients, 'savedSearch'>, idOrName: string): Promise<string> {
  return findByName((await savedSearch.listSavedSearches({})).savedSearches, idOrName)
}

function printSearches(searches: readonly SavedSearch[]): void {
  printTable(
    [
      { title: 'ID' },
      { title: 'NAME' },
      { title: 'UNSEEN', align: 'right' },
      { title: 'CHECKED', spare: 1 },
      { title: 'SEARCH', flexible: true },
    ],
    searches.map(({ id, name, unseen, checkedAt, query }) => [
      id,
      name,
      formatInteger(Number(unseen)),
      formatTime(checkedAt),
      query,
    ]),
  )
  for (const { name, webhookUrl, webhookError } of searches) {
    if (webhookError !== '') {
      process.stdout.write(
        `The webhook of ${plainText(name)}, ${plainText(webhookUrl)}, failed: ${plainText(webhookError)}\n`,
      )
    }
  }
  if (searches.length > 1) process.stdout.write(`\n${plural(searches.length, 'saved search', 'saved searches')}\n`)
}
