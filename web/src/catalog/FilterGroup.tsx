import { Collapsible } from '@base-ui/react/collapsible'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

interface FilterGroupProps {
  title: string
  /** How many conditions of it are in use. */
  used: number
  openAtFirst: boolean
  children: ReactNode
}

/** A part of the filters that folds away; one that is in use is open. */
export function FilterGroup({ title, used, openAtFirst, children }: FilterGroupProps) {
  return (
    <Collapsible.Root defaultOpen={openAtFirst || used > 0} role="group" aria-label={title}>
      <Collapsible.Trigger className="group -mx-2 flex h-8 w-[calc(100%+1rem)] items-center gap-1 rounded-md px-2 text-2xs font-semibold text-muted hover:text-ink">
        <ChevronRight className="size-3 text-faint transition-transform group-data-panel-open:rotate-90" />
        {title}
        {used > 0 && <span className="ml-1 rounded-full bg-brass/15 px-1.5 text-brass">{used}</span>}
      </Collapsible.Trigger>
      <Collapsible.Panel className="pb-2">{children}</Collapsible.Panel>
    </Collapsible.Root>
  )
}
