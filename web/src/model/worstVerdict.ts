const order = ['safe', 'suspicious', 'dangerous']

/** The worst that was found in any file; empty while nobody has looked at one. */
export function worstVerdict(files: readonly { safety?: { verdict: string } | undefined }[]): string {
  return order[Math.max(-1, ...files.map(({ safety }) => order.indexOf(safety?.verdict ?? '')))] ?? ''
}
