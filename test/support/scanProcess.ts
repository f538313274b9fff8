import { createLibrary } from '../../src/library/createLibrary.ts'
import { createLocalBlobStore } from '../../src/store/createLocalBlobStore.ts'

/* Scans in a process of its own, for tests that kill it: node scanProcess.ts LIBRARY STORE PATH. Prints `ready` before it begins. */
const [directory = '', storeDirectory = '', path = ''] = process.argv.slice(2)
const store = await createLocalBlobStore({ directory: storeDirectory })
const library = await createLibrary({ directory, store })
process.stdout.write('ready\n')
await library.scan({ path })
await library.hash()
await library.close()
