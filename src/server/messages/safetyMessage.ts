import { create } from '@bufbuild/protobuf'

import { type Verdict, worseOf } from '../../formats/scan/verdict.ts'
import { type FileSafety as FileSafetyMessage, FileSafetySchema } from '../../gen/weighthouse/v1/safety_pb.ts'
import type { FileSafety } from '../../hub/safety/safety.ts'
import { int64 } from './int64.ts'

/** What was found in a file as the API tells it; undefined when nobody has looked. */
export function safetyMessage(safety: FileSafety | undefined): FileSafetyMessage | undefined {
  if (!safety) return undefined
  const { verdict, format, imports, reasons, scannedAt } = safety
  return create(FileSafetySchema, { verdict, format, imports, reasons, scannedAt: int64(scannedAt) })
}

/** The worst verdict of some files; empty when nobody has looked at any. */
export function worstVerdict(files: readonly (FileSafety | undefined)[]): Verdict | '' {
  let worst: Verdict | '' = ''
  for (const file of files) if (file) worst = worst === '' ? file.verdict : worseOf(worst, file.verdict)
  return worst
}
