/** What narrows a pull, as typed. */
export interface PullOptions {
  /** Patterns, separated by commas or spaces. */
  include: string
  exclude: string
  revision: string
}

export const noOptions: PullOptions = { include: '', exclude: '', revision: '' }

/** "*.gguf, *.json" → ["*.gguf", "*.json"] */
function splitPatterns(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

export function toPullRequest(slug: string, { include, exclude, revision }: PullOptions) {
  return {
    model: revision.trim() === '' ? slug : `${slug}@${revision.trim()}`,
    include: splitPatterns(include),
    exclude: splitPatterns(exclude),
  }
}
