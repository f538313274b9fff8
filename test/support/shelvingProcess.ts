/*
 * A process to be killed: shelves two revisions of one model in turn, for ever, and prints a line before each.
 * Arguments: home, slug.
 */
import { join } from 'node:path'

import { createLibrary } from '../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../src/store/createLocalBlobStore.ts'
import { storeFiles } from './openTestLibrary.ts'
import { shelvingRevisions } from './shelvingRevisions.ts'

const [home = '', slug = ''] = process.argv.slice(2)
const store = await createLocalBlobStore({ directory: join(home, 'store') })
const library = await createLibrary({ directory: join(home, 'models'), store })
for (let round = 0; ; round++) {
  const [commit, files] = shelvingRevisions[round % 2] ?? shelvingRevisions[0]
  const pulled = await storeFiles(store, slug, files, commit)
  process.stdout.write(`${commit}\n`)
  await library.shelve({ pulled, entry: undefined, record: undefined })
}
