import { ALL_MODEL_LIBRARY_KEYS, PIPELINE_DATA, SKUS } from '@huggingface/tasks'
import { z } from 'zod'

/** SKUS: group, vendor, name. What most devices have is missing in some. */
const devices = z.record(
  z.string(),
  z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ memory: z.array(z.number()).optional(), aliases: z.array(z.string()).optional() }),
    ),
  ),
)

const head = (what: string) =>
  `// Written by scripts/writeVocabulary.ts from @huggingface/tasks (MIT): ${what}. Do not edit.\n`

/** Keys as they stand in the package, in its order. */
export function vocabularyOf(): { tasks: string[]; libraries: string[] } {
  return { tasks: Object.keys(PIPELINE_DATA), libraries: [...ALL_MODEL_LIBRARY_KEYS] }
}

/** Every device: name, vendor, kind, and its memory sizes in GB as its maker states them; none for processors. */
export function devicesOf(): { name: string; vendor: string; kind: string; gigabytes: number[]; aliases: string[] }[] {
  return Object.entries(devices.parse(SKUS)).flatMap(([group, vendors]) =>
    Object.entries(vendors).flatMap(([vendor, devices]) =>
      Object.entries(devices).map(([name, device]) => ({
        name,
        vendor: vendor === '-' ? 'Apple' : vendor === 'INTEL' ? 'Intel' : vendor === 'QUALCOMM' ? 'Qualcomm' : vendor,
        kind: group === 'GPU' ? 'gpu' : group === 'CPU' ? 'cpu' : 'unified',
        gigabytes: device.memory ?? [],
        aliases: device.aliases ?? [],
      })),
    ),
  )
}

/** The text of src/sources/huggingface/vocabulary.ts. */
export function renderVocabulary(): string {
  const { tasks, libraries } = vocabularyOf()
  return `${head('the keys of PIPELINE_DATA and MODEL_LIBRARIES_UI_ELEMENTS')}
/** Tasks of Hugging Face. */
export const taskKeys: readonly string[] = (
${joined(tasks)}
).split(' ')

/** Libraries of Hugging Face. */
export const libraryKeys: readonly string[] = (
${joined(libraries)}
).split(' ')
`
}

/** The text of src/catalog/fit/hardwareTable.ts. */
export function renderHardware(): string {
  const rows = devicesOf().map((device) => {
    const parts = [device.name, device.vendor, device.kind, device.gigabytes.join(' '), ...device.aliases]
    return `  ${quote(parts.join('|'))},`
  })
  return `${head('SKUS')}
/** A device each: \`name|vendor|kind|sizes of its memory in GB|other names …\`; see hardwareDevices.ts. */
export const hardwareTable: readonly string[] = [
${rows.join('\n')}
]
`
}

/** Lines of 120 characters at most, each a string, added up. */
function joined(words: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line.length + word.length > 108) {
      lines.push(line)
      line = ''
    }
    line += `${word} `
  }
  lines.push(line.trimEnd())
  return lines.map((text) => `  ${quote(text)}`).join(' +\n')
}

function quote(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`
}
