import { type DownloadProgress, throttleProgress } from '../downloads/downloadProgress.ts'
import type { PullPlan, PullProgress } from './pullPlan.ts'

/** Adds up the files of a pull. */
export interface PullTally {
  /** A file has got on. */
  moved(path: string, progress: DownloadProgress): void
  /** A file is in the store. */
  done(path: string, file: { size: number; fetchedBytes: number; skippedBytes: number }): void
  /** Reports for the last time. */
  finish(): void
  totals(): { fetchedBytes: number; skippedBytes: number }
}

/** Sums are kept, not computed: a model may have ten thousands of files, each of which reports. */
export function createPullTally(plan: PullPlan, onProgress: ((progress: PullProgress) => void) | undefined): PullTally {
  const report = throttleProgress(onProgress)
  const files = new Map(
    plan.files.map(({ path, size, haveBytes }) => [path, { done: haveBytes, total: size ?? 0, fetched: 0 }]),
  )
  const sum: PullProgress = {
    doneBytes: plan.files.reduce((bytes, file) => bytes + file.haveBytes, 0),
    totalBytes: plan.totalBytes,
    fetchedBytes: 0,
    doneFiles: 0,
    totalFiles: plan.files.length,
    file: plan.files[0]?.path ?? '',
  }
  let skippedBytes = 0

  function update(path: string, now: { done: number; total: number; fetched: number }): void {
    const before = files.get(path) ?? { done: 0, total: 0, fetched: 0 }
    sum.doneBytes += now.done - before.done
    sum.totalBytes += now.total - before.total
    sum.fetchedBytes += now.fetched - before.fetched
    sum.file = path
    files.set(path, now)
  }

  return {
    moved(path, { doneBytes, totalBytes, fetchedBytes }) {
      const total = totalBytes ?? files.get(path)?.total ?? 0
      update(path, { done: doneBytes, total, fetched: fetchedBytes })
      report(() => ({ ...sum }))
    },
    done(path, file) {
      update(path, { done: file.size, total: file.size, fetched: file.fetchedBytes })
      sum.doneFiles++
      skippedBytes += file.skippedBytes
      report(() => ({ ...sum }))
    },
    finish: () => report(() => ({ ...sum }), true),
    totals: () => ({ fetchedBytes: sum.fetchedBytes, skippedBytes }),
  }
}
