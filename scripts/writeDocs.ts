import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describeCommands } from './describeCommands.ts'
import { renderSchemas } from './renderSchemas.ts'

// `npm run docs`: writes the pages that are made from the code, and the schemas of the files that people write.
const docs = join(import.meta.dirname, '..', 'docs')
await writeFile(join(docs, 'cli.md'), describeCommands())
await mkdir(join(docs, 'schemas'), { recursive: true })
for (const [name, text] of renderSchemas()) await writeFile(join(docs, 'schemas', name), text)
