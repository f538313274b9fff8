import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { renderHardware, renderVocabulary } from './renderVocabulary.ts'

// Writes the lists that are taken from @huggingface/tasks, so that nothing loads that package while the program runs.
const source = join(import.meta.dirname, '..', 'src')
await writeFile(join(source, 'sources', 'huggingface', 'vocabulary.ts'), renderVocabulary())
await writeFile(join(source, 'catalog', 'fit', 'hardwareTable.ts'), renderHardware())
