import type { ByteSource } from '../bytes/byteSource.ts'
import type { FileFormat } from '../detectFormat.ts'
import { createFindings, type ScannedImport } from './findings.ts'
import { scanContent } from './scanContent.ts'
import type { ScanContext } from './scanContext.ts'
import type { Verdict } from './verdict.ts'

/** What a file is, and whether it is safe to load. */
export interface ScanReport {
  verdict: Verdict
  format: FileFormat
  /** What it would have a program import, the worst first; at most 200. */
  imports: ScannedImport[]
  /** Why the verdict is not `safe`, as parts of a sentence. */
  reasons: string[]
}

/** Grows whenever the same file may get another verdict: what was scanned by older rules is scanned again. */
export const scanRules = 1

const mostOpcodes = 50_000_000
const mostUnpacked = 1024 ** 3
const mostParts = 100_000

/**
 * Looks at a file without loading it. Nothing of it is executed or unpickled; tensors are not read, so a file of any
 * size takes little memory and as long as its pickles and headers need. The longest pickles, and archives that unpack
 * to more than 1 GiB, are followed only so far, and are `suspicious` then.
 *
 * @param name the file's own name: what it is is told by its bytes, but a name that lies is a reason, too
 * @throws what reading `source` throws; never for what the file holds
 */
export async function scanFile(
  source: ByteSource,
  name: string,
  options: { signal?: AbortSignal } = {},
): Promise<ScanReport> {
  const findings = createFindings()
  const context: ScanContext = {
    findings,
    budget: { opcodes: mostOpcodes, bytes: mostUnpacked, parts: mostParts },
    scanPart: (part) => scanContent(context, part),
    signal: options.signal,
  }
  const format = await scanContent(context, { source, name, depth: 0 })
  return {
    verdict: findings.verdict(),
    format,
    imports: findings.imports(),
    reasons: [...explainImports(findings.imports()), ...findings.reasons().map(({ reason }) => reason)],
  }
}

function explainImports(imports: readonly ScannedImport[]): string[] {
  const named = (verdict: Verdict) => imports.filter((one) => one.verdict === verdict).map(({ name }) => name)
  const dangerous = named('dangerous')
  const suspicious = named('suspicious')
  return [
    ...(dangerous.length > 0 ? [`it imports ${join(dangerous)}, which can run programs or change files`] : []),
    ...(suspicious.length > 0 ? [`it imports ${join(suspicious)}, which is not known to be harmless`] : []),
  ]
}

function join(names: readonly string[]): string {
  const more = names.length - shownNames
  return names.slice(0, shownNames).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

const shownNames = 10
