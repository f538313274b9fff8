import { createHttpClient } from '../../foundation/http/createHttpClient.ts'
import { silentLog } from '../../foundation/log.ts'
import { createLocalBlobStore } from '../../store/createLocalBlobStore.ts'
import { downloadFile } from '../downloadFile.ts'
import type { FileToDownload } from '../fileToDownload.ts'
import { createFileFollower } from '../hashing/createFileFollower.ts'

// Downloads one file in a process of its own, for tests that kill it. Prints a line of JSON when it is done or failed.
const [directory = '', file = ''] = process.argv.slice(2)
const follower = createFileFollower()
const http = createHttpClient({ timeoutMs: 10_000, userAgent: 'weighthouse/test', log: silentLog })
try {
  const result = await downloadFile({
    file: JSON.parse(file) as FileToDownload,
    store: await createLocalBlobStore({ directory }),
    http,
    follower,
  })
  process.stdout.write(`${JSON.stringify(result)}\n`)
} catch (error) {
  process.stdout.write(`${JSON.stringify({ ...(error as object), message: (error as Error).message })}\n`)
  process.exitCode = 1
} finally {
  await http.close()
  await follower.close()
}
