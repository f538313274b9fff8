import type { Curation } from '../../gen/weighthouse/v1/curation_pb.ts'
import { formatBytes, formatCount } from './formatNumbers.ts'
import { plainText } from './plainText.ts'
import { printTable } from './printTable.ts'

/** Prints what is known of a model, who says so, and what the user wrote of it. */
export function printCuration(curation: Curation): void {
  const { user, identified } = curation
  const lines: [string, string][] = [
    ['model', curation.slug],
    ['name', curation.officialName],
    ['title', user?.title ?? ''],
    ['is', `${curation.type}/${curation.family} ${curation.subtype}${curation.variant ? `, ${curation.variant}` : ''}`],
    ['for', curation.baseModels.join(', ')],
    ['page', identified?.url ?? ''],
    ['weights', curation.parameters > 0n ? formatCount(Number(curation.parameters)) : ''],
    ['precision', curation.precision],
    ['size', formatBytes(Number(curation.sizeBytes))],
    ['file', curation.path],
    ['sure', describeTrust(curation)],
    ['triggers', curation.triggerWords.join(', ')],
    ['tags', curation.tags.join(', ')],
    ['favourite', user?.favourite ? 'yes' : ''],
    ['rating', user?.rating ? `${user.rating} of 5` : ''],
    ['notes', user?.notes ?? ''],
    ['broken', curation.broken.join('\n')],
    ['problem', curation.folderProblem],
  ]
  for (const [name, value] of lines) {
    // Notes may have many lines; a line of somebody else's must not look like one of ours.
    if (value !== '')
      process.stdout.write(
        `${name.padEnd(10)}${value
          .split('\n')
          .map(plainText)
          .join(`\n${' '.repeat(10)}`)}\n`,
      )
  }
  if (curation.evidence.length === 0) return
  process.stdout.write('\n')
  printTable(
    [{ title: 'BY' }, { title: 'SURE', align: 'right' }, { title: 'SAYS', flexible: true }],
    curation.evidence.map(({ method, confidence, says }) => [method, `${Math.round(confidence * 100)}%`, says]),
  )
}

function describeTrust({ method, confidence, needsReview, decided }: Curation): string {
  if (decided) return 'you said so'
  if (method === '') return ''
  return `${Math.round(confidence * 100)}%, by ${method}${needsReview ? '; not sure: weighthouse review' : ''}`
}
