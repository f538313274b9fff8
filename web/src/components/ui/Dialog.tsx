import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from './Button.tsx'
import { cx } from './cx.ts'

const places = {
  center:
    'top-[6vh] left-1/2 max-h-[88vh] w-[min(46rem,calc(100vw-1.5rem))] -translate-x-1/2 rounded-xl border data-starting-style:translate-y-2 data-ending-style:translate-y-2',
  right:
    'top-0 right-0 h-dvh w-[min(40rem,100vw)] border-l data-starting-style:translate-x-8 data-ending-style:translate-x-8',
  left: 'top-0 left-0 h-dvh w-[min(20rem,90vw)] border-r data-starting-style:-translate-x-8 data-ending-style:-translate-x-8',
} as const

interface DialogProps {
  open: boolean
  onClose: () => void
  title: ReactNode
  description?: ReactNode
  place?: keyof typeof places
  /** Buttons that stay in sight below the content. */
  footer?: ReactNode
  children: ReactNode
}

/** Something that needs an answer, or a closer look, over the page. Escape and a click beside it close it. */
export function Dialog({ open, onClose, title, description, place = 'center', footer, children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cx(
            'fixed z-50 flex flex-col overflow-hidden border-line-strong bg-raised text-ink shadow-float outline-none',
            'transition-[opacity,translate] duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0',
            places[place],
          )}
        >
          <header className="flex items-start gap-3 border-b px-5 pt-4 pb-3.5">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-base font-semibold break-words">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className="mt-0.5 text-13 text-muted">{description}</Base.Description>
              )}
            </div>
            <Base.Close render={<Button look="quiet" size="icon" className="-mt-1 -mr-2" aria-label="Close" />}>
              <X />
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 py-4">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t bg-surface px-5 py-3">
              {footer}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
