/** What a source is called by people, and what its download number means. */
export function sourceName(source: string): string {
  return names[source] ?? source
}

const names: Record<string, string> = {
  huggingface: 'Hugging Face',
  civitai: 'CivitAI',
  github: 'GitHub',
  docker: 'Docker Hub',
  local: 'This machine',
}

/** The time that `downloads` covers, as words for a sentence and as a mark beside the number. */
export function downloadsMeaning(source: string): { sentence: string; mark: string } {
  switch (source) {
    case 'huggingface':
      return { sentence: 'in the last 30 days', mark: '30 d' }
    case 'civitai':
    case 'docker':
      return { sentence: 'of all time', mark: 'all' }
    default:
      return { sentence: 'as its source counts them', mark: '' }
  }
}
