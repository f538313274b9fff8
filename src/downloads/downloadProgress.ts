const leastMsBetween = 100

/** How far a download is. All in bytes. */
export interface DownloadProgress {
  /** Of the file, here by now. */
  doneBytes: number
  /** Undefined while nobody knows. */
  totalBytes: number | undefined
  /** Over the network in this run, with what had to be fetched twice. */
  fetchedBytes: number
}

/** Passes on at most ten reports a second, and every report that is `final`. */
export function throttleProgress<Progress>(
  report: ((progress: Progress) => void) | undefined,
): (progress: () => Progress, final?: boolean) => void {
  let last = Number.NEGATIVE_INFINITY
  return (progress, final = false) => {
    if (!report) return
    const now = performance.now()
    if (!final && now - last < leastMsBetween) return
    last = now
    report(progress())
  }
}
