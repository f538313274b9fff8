/**
 * Writes a text as UTF-8. There must be room for three bytes a character.
 * @returns where it ends
 */
export function writeUtf8(text: string, into: Buffer, at: number): number {
  // Nearly all texts are ASCII and short, which a loop writes faster than the call takes.
  const { length } = text
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) return at + into.write(text, at, 'utf8')
    into[at + index] = unit
  }
  return at + length
}
