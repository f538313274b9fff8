import { createLibrary } from '../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../src/store/createLocalBlobStore.ts'

/*
 * Imports in a process of its own, for tests that kill it: node importProcess.ts LIBRARY STORE METHOD PATH. Prints `ready` before
 * it begins.
 */
const [directory = '', storeDirectory = '', method = '', path = ''] = process.argv.slice(2)
if (method !== 'move' && method !== 'copy' && method !== 'link') throw new Error(`No method ${method}`)
const store = await createLocalBlobStore({ directory: storeDirectory })
const library = await createLibrary({ directory, store })
process.stdout.write('ready\n')
await library.import({ paths: [path], method })
await library.close()
process.stdout.write('done\n')
