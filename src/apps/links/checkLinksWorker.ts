import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'

import { readLinkText } from './lookAt.ts'

/** What the thread of createLinkChecker is told: paths, separated by NUL, which no path holds. */
export interface CheckOrder {
  /**
   * Of `links`, places and files in turn; the answer has one byte for each place: 1 when the link there says the file, and
   * the file is one. Of `overrides`, folders; the answer has one byte for each: 0 when it has no overrides.json.
   */
  kind: 'links' | 'overrides'
  paths: string
}

// The name of the library's own constant; the module that has it would have to be loaded with all that it needs.
const overridesFileName = 'overrides.json'

parentPort?.on('message', ({ kind, paths }: CheckOrder) => {
  const parts = paths.split('\0')
  const answers = kind === 'links' ? checkLinks(parts) : Uint8Array.from(parts, mayHaveOverrides)
  parentPort?.postMessage(answers, [answers.buffer])
})

function checkLinks(parts: readonly string[]): Uint8Array<ArrayBuffer> {
  const answers = new Uint8Array(parts.length / 2)
  for (let index = 0; index < answers.length; index++) {
    const place = parts[2 * index] ?? ''
    const file = parts[2 * index + 1] ?? ''
    answers[index] = readLinkText(place) === file && isFile(file) ? 1 : 0
  }
  return answers
}

function mayHaveOverrides(folder: string): number {
  try {
    return lstatSync(join(folder, overridesFileName), { throwIfNoEntry: false }) ? 1 : 0
  } catch {
    // Whatever it is, the plan looks again and says it.
    return 1
  }
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  } catch {
    // Whatever it is, the plan looks again and says it.
    return false
  }
}
