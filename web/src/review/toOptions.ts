export function toOptions(words: readonly string[]): { value: string; label: string }[] {
  return words.map((word) => ({ value: word, label: word.replaceAll('_', ' ') }))
}
