import { join } from 'node:path'

/*
 * How the program is started, wherever from. bin/weighthouse, which is a shell script, says the same.
 * - A smaller young generation takes a quarter of the memory away from pulls, and no time.
 * - Large arrays come and go; glibc keeps the memory of those below this size, which it otherwise raises to 32 MB.
 * - Compiled modules are kept beside what they were compiled from, where that can be written to: a start takes half.
 */

/** Flags of Node. */
export const nodeFlags = ['--max-semi-space-size=8']

/**
 * @param {string} root where the program is installed
 * @param {string} compiled where compiled modules are kept; without it, where those of the sources are
 */
export function runtimeEnv(root, compiled = join(root, 'node_modules', '.cache', 'weighthouse')) {
  return {
    MALLOC_MMAP_THRESHOLD_: '262144',
    NODE_COMPILE_CACHE: compiled,
  }
}
