import { isWeighthouseError } from '../../foundation/errors.ts'
import { unsafeReason } from '../../ids/safePath.ts'
import type { FileFormat } from '../detectFormat.ts'
import type { ModelHeader } from '../modelHeader.ts'
import { readHeader } from '../readModelHeader.ts'
import type { Part, ScanContext } from './scanContext.ts'

/** Reads the header of a format that runs nothing; a broken one is a reason to be suspicious. */
export async function scanModelHeader(
  { findings }: ScanContext,
  { source, name }: Part,
  format: ModelHeader['kind'],
): Promise<FileFormat> {
  let header: ModelHeader | undefined
  try {
    header = await readHeader(source, format, 'it')
  } catch (error) {
    if (!isWeighthouseError(error, 'INVALID_ARGUMENT')) throw error
    // Three bytes tell ONNX, which is little.
    if (format === 'onnx' && !/\.onnx$/i.test(name)) return 'other'
    findings.add('suspicious', error.message.replace(/\.$/, ''))
    return format
  }
  if (header?.kind === 'safetensors' && header.strayBytes > 0)
    findings.add('suspicious', `${header.strayBytes} of its bytes belong to no tensor, or to two`)
  if (header?.kind === 'onnx') {
    for (const file of header.externalFiles) {
      const reason = unsafeReason(file.replace(/^\.\//, ''))
      if (reason !== undefined) {
        findings.add('suspicious', `it reads weights from the file ${JSON.stringify(file.slice(0, 200))}: ${reason}`)
      }
    }
  }
  return format
}
