import { lstatSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

import { readLinkText } from './lookAt.ts'

/*
 * The thread of createLinkChecker. A message is places and files in turn, separated by NUL, which no path holds; the
 * answer has one byte for each place: 1 when the link there says the file, and the file is one.
 */
parentPort?.on('message', (text: string) => {
  const parts = text.split('\0')
  const answers = new Uint8Array(parts.length / 2)
  for (let index = 0; index < answers.length; index++) {
    const place = parts[2 * index] ?? ''
    const file = parts[2 * index + 1] ?? ''
    answers[index] = readLinkText(place) === file && isFile(file) ? 1 : 0
  }
  parentPort?.postMessage(answers, [answers.buffer])
})

function isFile(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  } catch {
    // Whatever it is, the plan looks again and says it.
    return false
  }
}
