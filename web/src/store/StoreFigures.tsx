import type { ReactNode } from 'react'

import type { BlobCount, StoreStatistics } from '#gen/store_pb.ts'

import { Time } from '../components/Time.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { formatExactCount, plural } from '../format/formatCount.ts'

/** The store in a few numbers. */
export function StoreFigures({ statistics }: { statistics: StoreStatistics }) {
  const { total, named, unnamed, shared, quarantine, quotaBytes, freeBytes, minFreeBytes } = statistics
  return (
    <ul aria-label="Figures" className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <Figure title="Blobs" value={sizeOf(total)}>
        {count(total)}
        {quotaBytes !== undefined && `, of the ${formatBytes(quotaBytes)} that it may hold`}
      </Figure>
      <Figure title="In use" value={sizeOf(named)}>
        {count(named)} by {plural(statistics.modelCount, 'model')}
      </Figure>
      <Figure title="Saved by sharing" value={formatBytes(statistics.savedBytes)}>
        {count(shared)} that several models name
      </Figure>
      <Figure title="Nobody names" value={sizeOf(unnamed)}>
        {count(unnamed)}; removed a day after they lost their name
      </Figure>
      <Figure title="Free" value={formatBytes(freeBytes)}>
        {minFreeBytes > 0n ? `${formatBytes(minFreeBytes)} of it stay free` : 'on the disk of the downloads'}
      </Figure>
      <Figure title="On their way" value={formatBytes(statistics.incomingBytes)}>
        {plural(statistics.incomingFiles, 'file')} of downloads
      </Figure>
      <Figure title="Verified" value={formatExactCount(statistics.verifiedBlobs)}>
        {statistics.oldestVerifiedAt === undefined ? (
          'No blob was read again yet'
        ) : (
          <>
            of {count(total)}, the first <Time at={statistics.oldestVerifiedAt} />
          </>
        )}
      </Figure>
      <Figure title="Damaged" value={sizeOf(quarantine)} bad={statistics.lostBlobs > 0n}>
        {count(quarantine)} in the quarantine; {formatExactCount(statistics.lostBlobs)} not fetched again
      </Figure>
    </ul>
  )
}

function Figure({ title, value, bad, children }: { title: string; value: string; bad?: boolean; children: ReactNode }) {
  return (
    <li className="rounded-xl border bg-surface p-4 shadow-lift">
      <h2 className="text-13 font-medium">{title}</h2>
      <p className={bad ? 'mt-2 text-2xl font-semibold text-bad' : 'mt-2 text-2xl font-semibold tracking-tight'}>
        {value}
      </p>
      <p className="mt-1 text-13 text-muted">{children}</p>
    </li>
  )
}

function sizeOf(blobs: BlobCount | undefined): string {
  return formatBytes(blobs?.bytes ?? 0n)
}

function count(blobs: BlobCount | undefined): string {
  return plural(blobs?.blobs ?? 0n, 'blob')
}
