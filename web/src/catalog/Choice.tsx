import type { ReactNode } from 'react'

import { Button } from '../components/ui/Button.tsx'

interface ChoiceProps {
  icon: ReactNode
  title: string
  action: string
  primary: boolean
  busy: boolean
  onChoose: () => void
  children: ReactNode
}

/** One of several ways to go on, with what it means. */
export function Choice({ icon, title, action, primary, busy, onChoose, children }: ChoiceProps) {
  return (
    <div className="flex flex-col rounded-xl border bg-surface p-5 shadow-lift">
      <h2 className="flex items-center gap-2 font-semibold [&_svg]:size-4 [&_svg]:text-brass">
        {icon}
        {title}
      </h2>
      <p className="mt-1.5 mb-5 flex-1 text-13 text-muted">{children}</p>
      <Button look={primary ? 'primary' : 'plain'} size="large" disabled={busy} onClick={onChoose}>
        {action}
      </Button>
    </div>
  )
}
