import type { ReactNode } from 'react'

import { cx } from './ui/cx.ts'

/** A surface that holds a list, a table or a chart. */
export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cx('overflow-hidden rounded-xl border bg-surface shadow-lift', className)}>{children}</div>
}
