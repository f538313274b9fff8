import { WriteStream } from 'node:tty'

import { describe, expect, it } from 'vitest'

import { createProgressLine } from './progressLine.ts'

/** A terminal of 80 columns that remembers what was written to it. */
function terminal(isTTY: boolean): { output: NodeJS.WriteStream; written: () => string } {
  let text = ''
  const output = Object.create(WriteStream.prototype, {
    isTTY: { value: isTTY },
    columns: { value: 80 },
    write: { value: (part: string) => ((text += part), true) },
  }) as NodeJS.WriteStream
  return { output, written: () => text }
}

describe('a progress line', () => {
  it('shows bar, share and amounts on a terminal, within its width, and clears itself', () => {
    const { output, written } = terminal(true)
    const line = createProgressLine({ quiet: false, output })
    line.update({
      done: 500,
      total: 1000,
      unit: 'bytes',
      message: 'a/very/long/file/name/that/does/not/fit.safetensors',
    })
    const shown = written().split('\u001b[2K').at(-1) ?? ''
    expect(shown).toContain(`${'━'.repeat(12)}${'─'.repeat(12)}  50 %  500 B of 1.0 kB`)
    expect(shown.length).toBeLessThanOrEqual(80)
    line.end()
    expect(written().endsWith('\r\u001b[2K')).toBe(true)
  })

  it('says nothing when quiet, and no control characters without a terminal', () => {
    const silent = terminal(true)
    createProgressLine({ quiet: true, output: silent.output }).update({ done: 1, total: 2, unit: 'files', message: '' })
    expect(silent.written()).toBe('')
    const plain = terminal(false)
    const line = createProgressLine({ quiet: false, output: plain.output })
    line.update({ done: 1, total: 2, unit: 'files', message: '' })
    line.end()
    expect(plain.written()).toBe('')
  })
})
