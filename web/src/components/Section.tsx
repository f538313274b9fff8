import type { ReactNode } from 'react'

/** A titled part of a page. */
export function Section({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="mt-8">
      <div className="mb-2.5 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="text-sm font-semibold">{title}</h2>
        {aside !== undefined && <div className="ml-auto text-13 text-muted">{aside}</div>}
      </div>
      {children}
    </section>
  )
}
