import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

import { systemErrorCode, WeighthouseError } from '../../src/foundation/errors.ts'

/** Records as objects, or the path of a file that holds one JSON object a line (`.ndjson`, `.jsonl`, also `.gz`). */
export type RecordInput = string | Iterable<unknown> | AsyncIterable<unknown>

/**
 * Yields every record of `input`.
 *
 * @throws WeighthouseError FILE_NOT_FOUND when the file is not there; INVALID_ARGUMENT naming file and line when a
 * line is not JSON
 */
export async function* readRecords(input: RecordInput): AsyncGenerator {
  if (typeof input !== 'string') {
    yield* input
    return
  }
  const file = createReadStream(input)
  const bytes = input.endsWith('.gz') ? file.pipe(createGunzip()) : file
  // A pipe does not pass errors on, and readline would wait for ever.
  file.on('error', (error) => bytes.destroy(error))
  let number = 0
  try {
    for await (const line of createInterface({ input: bytes, crlfDelay: Infinity })) {
      number++
      if (line.trim() !== '') yield parseLine(line, input, number)
    }
  } catch (error) {
    throw readError(error, input)
  } finally {
    file.destroy()
  }
}

function parseLine(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new WeighthouseError('INVALID_ARGUMENT', `Line ${number} of ${file} is not JSON.`, {
      hint: 'The file must hold one JSON object a line (.ndjson or .jsonl, also .gz).',
      details: { path: file, line: number },
      cause: error,
    })
  }
}

function readError(error: unknown, file: string): unknown {
  const code = systemErrorCode(error)
  if (code === 'ENOENT' || code === 'EISDIR') {
    return new WeighthouseError('FILE_NOT_FOUND', `There is no file of records at ${file}.`, {
      hint: 'Check the path, or leave the option out to serve the sample catalog.',
      details: { path: file },
      cause: error,
    })
  }
  if (code?.startsWith('Z_')) {
    return new WeighthouseError('INVALID_ARGUMENT', `${file} is not a whole gzip file.`, {
      hint: 'Fetch the file again; it may have been cut short.',
      details: { path: file },
      cause: error,
    })
  }
  return error
}
