import type { Command } from 'commander'

import { type Collection, CollectionService } from '../../gen/weighthouse/v1/collection_pb.ts'
import type { LocalClients } from '../../server/createLocalClients.ts'
import { withWeighthouse } from '../cliContext.ts'
import { findByName } from '../findByName.ts'
import { formatDay, formatInteger, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { nameOf } from '../render/printEntries.ts'
import { printTable } from '../render/printTable.ts'

const idHelp = 'its id or name, as `collection list` prints them'
const modelHelp = 'a slug, or an id as its source writes it'

export function addCollectionCommand(program: Command): void {
  const collection = program
    .command('collection')
    .summary('put models together in lists of your own')
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse collection create Favourites\n  weighthouse collection add Favourites Qwen/Qwen3-0.6B --note "runs anywhere"',
    )

  collection
    .command('list')
    .summary('print all collections by name')
    .addHelpText('after', '\nExample:\n  weighthouse collection list')
    .action((_options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.collection.listCollections({})
        answer(CollectionService.method.listCollections, response, () => {
          if (response.total === 0n) process.stdout.write('There are no collections yet.\n')
          printTable(
            [
              { title: 'ID' },
              { title: 'NAME', flexible: true },
              { title: 'MODELS', align: 'right' },
              { title: 'UPDATED' },
            ],
            response.collections.map(({ id, name, modelsTotal, updatedAt }) => [
              id,
              name,
              formatInteger(Number(modelsTotal)),
              formatDay(Number(updatedAt)),
            ]),
          )
        })
      }),
    )

  collection
    .command('create')
    .summary('begin a collection')
    .argument('<name>', 'what to call it')
    .addHelpText('after', '\nExample:\n  weighthouse collection create Favourites')
    .action((name: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const created = await api.collection.createCollection({ name })
        answer(CollectionService.method.createCollection, created, () => printCollection(created))
      }),
    )

  collection
    .command('show')
    .summary('print a collection with its models and notes')
    .argument('<collection>', idHelp)
    .addHelpText('after', '\nExample:\n  weighthouse collection show Favourites')
    .action((collection: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, collection)
        const found = await api.collection.getCollection({ id })
        answer(CollectionService.method.getCollection, found, () => printCollection(found))
      }),
    )

  collection
    .command('rename')
    .summary('give a collection another name')
    .argument('<collection>', idHelp)
    .argument('<name>', 'what to call it')
    .addHelpText('after', '\nExample:\n  weighthouse collection rename Favourites "Chat models"')
    .action((collection: string, name: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, collection)
        const renamed = await api.collection.renameCollection({ id, name })
        answer(CollectionService.method.renameCollection, renamed, () => printCollection(renamed))
      }),
    )

  collection
    .command('remove')
    .summary('forget a collection; its models stay where they are')
    .argument('<collection>', idHelp)
    .addHelpText('after', '\nExample:\n  weighthouse collection remove Favourites')
    .action((collection: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, collection)
        const removed = await api.collection.removeCollection({ id })
        answer(CollectionService.method.removeCollection, removed, () =>
          process.stdout.write(`Forgot ${plainText(removed.name)}.\n`),
        )
      }),
    )

  collection
    .command('add')
    .summary('add a model to a collection, or change its note')
    .argument('<collection>', idHelp)
    .argument('<model>', modelHelp)
    .option('--note <text>', 'why it is there', '')
    .addHelpText('after', '\nExample:\n  weighthouse collection add Favourites Qwen/Qwen3-0.6B --note "runs anywhere"')
    .action((collection: string, slug: string, { note }: { note: string }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, collection)
        const changed = await api.collection.addToCollection({ id, slug, note })
        answer(CollectionService.method.addToCollection, changed, () => printCollection(changed))
      }),
    )

  collection
    .command('drop')
    .summary('take a model out of a collection')
    .argument('<collection>', idHelp)
    .argument('<model>', modelHelp)
    .addHelpText('after', '\nExample:\n  weighthouse collection drop Favourites Qwen/Qwen3-0.6B')
    .action((collection: string, slug: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const id = await findId(api, collection)
        const changed = await api.collection.removeFromCollection({ id, slug })
        answer(CollectionService.method.removeFromCollection, changed, () => printCollection(changed))
      }),
    )
}

async function findId({ collection }: Pick<LocalClients, 'collection'>, idOrName: string): Promise<string> {
  return findByName((await collection.listCollections({})).collections, idOrName)
}

function printCollection({ id, name, modelsTotal, models }: Collection): void {
  process.stdout.write(`${id}  ${plainText(name)}  ${plural(modelsTotal, 'model')}\n`)
  printTable(
    [{ title: 'MODEL', flexible: true }, { title: 'ADDED' }, { title: 'NOTE' }],
    models.map(({ slug, entry, addedAt, note }) => [
      entry ? nameOf(entry) : `${slug} (no longer in the catalog)`,
      formatDay(Number(addedAt)),
      note,
    ]),
  )
}
