import { encodeEntry } from '../tar/encodeEntry.ts'
import { endBytes, paddingAfter } from '../tar/tarHeader.ts'

/** What an entry of a bundle holds. */
type Content =
  | {
      kind: 'text'
      /** Yields the same bytes as often as it is called, or the bundle would not be what its contents say. */
      read: () => Promise<Buffer>
    }
  | {
      kind: 'blob'
      /** A model that needs it. */
      slug: string
    }

/** One entry of a bundle before it has a place. */
export interface PlannedEntry {
  name: string
  /** Bytes. */
  size: number
  sha256: string
  content: Content
}

/** One entry with its place in the archive. */
export interface LaidEntry extends PlannedEntry {
  /** Where its header begins. */
  start: number
  header: Buffer
  /** Zeros after its bytes. */
  padding: number
  /** Where the next one begins. */
  end: number
}

/** Every byte of a bundle that is no content. */
export interface Layout {
  entries: LaidEntry[]
  /** Where the zeros at its end begin. */
  end: number
  /** Bytes of the whole archive. */
  size: number
}

/** @param modifiedAt seconds since 1970, of every entry */
export function layOut(entries: readonly PlannedEntry[], modifiedAt: number): Layout {
  let start = 0
  const laid = entries.map((entry): LaidEntry => {
    const header = encodeEntry({ ...entry, modifiedAt })
    const padding = paddingAfter(entry.size)
    const place = { start, header, padding, end: start + header.length + entry.size + padding }
    start = place.end
    return { ...entry, ...place }
  })
  return { entries: laid, end: start, size: start + endBytes }
}
