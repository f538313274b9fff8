import type { JobProgress } from '../queue/jobQueue.ts'

export interface ProgressWriter {
  /** Remembers the progress; it is written now or when the interval since the last write has passed. */
  write(progress: JobProgress): void
  /** Writes what is remembered and waits for it. */
  flush(): Promise<void>
}

/**
 * Lets through at most one progress per `intervalMs`, always the latest, and never loses the last one. `write` must not
 * reject.
 */
export function createProgressWriter(options: {
  write: (progress: JobProgress) => Promise<void>
  intervalMs: number
}): ProgressWriter {
  let latest: JobProgress | undefined
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  function writeLatest(): void {
    const progress = latest
    latest = undefined
    if (progress) writing = writing.then(() => options.write(progress))
  }

  return {
    write(progress) {
      latest = progress
      if (timer) return
      writeLatest()
      timer = setInterval(() => {
        if (latest) return writeLatest()
        clearInterval(timer)
        timer = undefined
      }, options.intervalMs)
    },
    async flush() {
      clearInterval(timer)
      timer = undefined
      writeLatest()
      await writing
    },
  }
}
