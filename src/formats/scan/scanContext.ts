import type { ByteSource } from '../bytes/byteSource.ts'
import type { InflateBudget } from '../bytes/inflate.ts'
import type { FileFormat } from '../detectFormat.ts'
import type { OpcodeBudget } from '../pickle/walkPickle.ts'
import type { Findings } from './findings.ts'

/** What one scan shares over all archives in archives that it looks into. */
export interface ScanContext {
  findings: Findings
  /** Work that may still be done; what is left out because of it is a reason to be suspicious. */
  budget: OpcodeBudget & InflateBudget & { parts: number }
  /** Looks at a file inside of the one that is being looked at. */
  scanPart: (part: Part) => Promise<FileFormat>
  signal: AbortSignal | undefined
}

/** A file, or a file within an archive. */
export interface Part {
  source: ByteSource
  /** Its name, only to compare with what it is. */
  name: string
  /** Archives around it. */
  depth: number
}
