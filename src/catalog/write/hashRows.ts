/** 64 bits: that two of a hundred million hashes agree in them by chance happens in one catalog of some thousand. */
export const keptDigits = 16

/**
 * What `file_hashes` keeps of a model's hashes: the first digits of each, once. Those that only begin another one are
 * left out, as CivitAI's AutoV2 begins the SHA256: whoever looks for them finds the longer.
 * @param hashes lower-case hex
 */
export function toHashRows(hashes: readonly string[]): string[] {
  if (hashes.length === 0) return []
  const sorted = hashes.map((hash) => hash.slice(0, keptDigits)).sort()
  return sorted.filter((hash, index) => !sorted[index + 1]?.startsWith(hash))
}
