import type { ReactNode } from 'react'

/** The title of a page that is not a model, what it holds, and what can be done there. */
export function PageHeader({
  title,
  children,
  actions,
}: {
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
      <h1 className="min-w-0 text-lg font-semibold tracking-tight [overflow-wrap:anywhere]">{title}</h1>
      {children !== undefined && <div className="text-13 text-muted">{children}</div>}
      {actions !== undefined && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}
