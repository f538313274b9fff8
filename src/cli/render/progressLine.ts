import { shorten } from './displayWidth.ts'
import { formatBytes, formatDuration, formatInteger } from './formatNumbers.ts'
import { plainText } from './plainText.ts'

/** What a progress line shows; numbers as plain numbers. */
interface ProgressView {
  done: number
  total: number | undefined
  unit: string
  message: string
}

export interface ProgressLine {
  update(progress: ProgressView): void
  /** Clears the line, so that what follows starts clean. */
  end(): void
}

/**
 * Shows the progress of one job on standard error: on a terminal one line that is redrawn (bar, share, rate, remaining
 * time), elsewhere a plain line every ten seconds. With `quiet` nothing.
 */
export function createProgressLine(options: { quiet: boolean; output?: NodeJS.WriteStream }): ProgressLine {
  const output = options.output ?? process.stderr
  const startedAt = Date.now()
  let first: number | undefined
  let printedAt = startedAt
  if (options.quiet) return { update() {}, end() {} }
  return {
    update(progress) {
      first ??= progress.done
      const now = Date.now()
      const rate = ((progress.done - first) / Math.max(1, now - startedAt)) * 1000
      if (output.isTTY) {
        output.write(`\r\x1b[2K${fit(describe(progress, rate, true), output.columns)}`)
      } else if (now - printedAt >= 10_000) {
        printedAt = now
        output.write(`${describe(progress, rate, false)}\n`)
      }
    },
    end() {
      if (output.isTTY) output.write('\r\x1b[2K')
    },
  }
}

function describe({ done, total, unit, message }: ProgressView, rate: number, bar: boolean): string {
  const count = unit === 'bytes' ? formatBytes : formatInteger
  const suffix = unit === 'bytes' ? '' : ` ${unit}`
  const parts: string[] = []
  if (total !== undefined && total > 0) {
    const share = Math.min(1, done / total)
    if (bar) parts.push(`${'━'.repeat(Math.round(share * 24))}${'─'.repeat(24 - Math.round(share * 24))}`)
    parts.push(`${Math.floor(share * 100)} %`, `${count(done)} of ${count(total)}${suffix}`)
  } else {
    parts.push(`${count(done)}${suffix}`)
  }
  if (rate >= 1) {
    parts.push(`${count(Math.round(rate))}${suffix}/s`)
    if (total !== undefined && total > done) parts.push(`${formatDuration(((total - done) / rate) * 1000)} left`)
  }
  if (message) parts.push(message)
  return parts.join('  ')
}

/** Leaves room for the `^C` that a terminal writes, or it would break the line and part of it would stay behind. */
function fit(text: string, columns: number): string {
  return shorten(plainText(text), columns - 3)
}
