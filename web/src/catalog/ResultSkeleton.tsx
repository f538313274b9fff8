import { cx } from '../components/ui/cx.ts'
import { columns } from './columns.ts'

/** Rows of the list's own height, so that nothing moves when the real ones come. */
export function ResultSkeleton({ rows }: { rows: number }) {
  return (
    <div role="status" aria-label="Loading models">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="h-[84px] lg:h-[54px]">
          <ResultRowSkeleton />
        </div>
      ))}
    </div>
  )
}

export function ResultRowSkeleton() {
  return (
    <div aria-hidden="true" className={cx('flex h-full items-center border-b px-2', columns)}>
      <div className="flex flex-1 items-center gap-3">
        <span className="skeleton size-5" />
        <div className="space-y-1.5">
          <div className="skeleton h-3.5 w-48" />
          <div className="skeleton h-3 w-28" />
        </div>
      </div>
      <div className="skeleton h-3 w-28 max-lg:hidden" />
      {['w-9', 'w-12', 'w-11', 'w-8', 'w-16'].map((width) => (
        <div key={width} className={cx('skeleton ml-auto h-3 max-lg:hidden', width)} />
      ))}
    </div>
  )
}
