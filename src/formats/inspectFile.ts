import { isWeighthouseError } from '../foundation/errors.ts'
import type { ByteSource } from './bytes/byteSource.ts'
import { openFileSource } from './bytes/openFileSource.ts'
import type { FileFormat } from './detectFormat.ts'
import { readHeader } from './readModelHeader.ts'
import { scanFile, type ScanReport } from './scan/scanFile.ts'
import { type HeaderSummary, summarizeHeader } from './summarizeHeader.ts'

/** What a file of this machine is. */
export interface Inspection extends ScanReport {
  path: string
  /** Bytes. */
  size: number
  /** Of a format that has one that can be read. */
  header: HeaderSummary | undefined
}

/**
 * Looks at a file of this machine: its format, its header and its safety.
 * @throws WeighthouseError INVALID_ARGUMENT when it is not a file; the system's own error when it cannot be read
 */
export async function inspectFile(path: string, options: { signal?: AbortSignal } = {}): Promise<Inspection> {
  const source = await openFileSource(path)
  try {
    const report = await scanFile(source, path, options)
    return { path, size: source.size, ...report, header: await readSummary(source, report.format, path) }
  } finally {
    await source.close()
  }
}

async function readSummary(source: ByteSource, format: FileFormat, path: string): Promise<HeaderSummary | undefined> {
  try {
    const header = await readHeader(source, format, path)
    return header && summarizeHeader(header)
  } catch (error) {
    // The report says what is wrong with it.
    if (isWeighthouseError(error, 'INVALID_ARGUMENT')) return undefined
    throw error
  }
}
