/** A hash of a file in lower-case hex, of any kind from CRC32 (8 digits) to SHA256 (64); undefined for anything else. */
export function readHash(text: string | null | undefined): string | undefined {
  const hash = text?.trim().toLowerCase()
  return hash && /^[0-9a-f]{8,64}$/.test(hash) ? hash : undefined
}
