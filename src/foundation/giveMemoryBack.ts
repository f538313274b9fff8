import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Collects garbage and gives the memory back to the system, which V8 by itself does minutes later. To be called once after
 * work that has made very much of it; takes some 50 ms.
 */
export function giveMemoryBack(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  // https://chromium.googlesource.com/v8/v8/+/refs/heads/main/src/extensions/gc-extension.h
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
