import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describeCommands } from './describeCommands.ts'

// `npm run docs`: writes the pages that are made from the code.
await writeFile(join(import.meta.dirname, '..', 'docs', 'cli.md'), describeCommands())
