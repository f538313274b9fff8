import { Link } from '@tanstack/react-router'
import { Columns3, FolderPlus, X } from 'lucide-react'
import { useState } from 'react'

import { lazyDialog } from '../components/lazyDialog.tsx'
import { Button, buttonLook } from '../components/ui/Button.tsx'
import { chosenModels, compareLimits, toggleChosen } from './chosenModels.ts'

const CollectDialog = lazyDialog(async () => (await import('./CollectDialog.tsx')).CollectDialog)

/** The models that were put aside, at the foot of every page, and what can be done with them together. */
export function ChosenTray() {
  const models = chosenModels.use()
  const [open, setOpen] = useState(false)
  const { least, most } = compareLimits
  const comparable = models.length >= least && models.length <= most
  if (models.length === 0) return null
  return (
    <section
      aria-label="Chosen models"
      className="sticky bottom-0 z-30 border-t border-line-strong bg-raised shadow-float"
    >
      <div className="mx-auto flex max-w-[96rem] flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2 lg:px-6">
        <ul className="flex min-w-0 flex-1 gap-1.5 overflow-x-auto">
          {models.map((model) => (
            <li
              key={model.slug}
              className="flex h-7 max-w-60 shrink-0 items-center rounded border bg-surface pl-2 text-13"
            >
              <Link
                to="/models/$slug"
                params={{ slug: model.slug }}
                className="truncate font-medium hover:underline"
                title={model.slug}
              >
                {model.name}
              </Link>
              <button
                type="button"
                aria-label={`Put ${model.name} back`}
                onClick={() => toggleChosen(model)}
                className="flex size-7 shrink-0 items-center justify-center rounded text-faint hover:text-ink"
              >
                <X className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
        <div className="flex items-center gap-2 max-sm:w-full">
          {comparable ? (
            <Link to="/compare" search={{ slug: models.map(({ slug }) => slug) }} className={buttonLook('primary')}>
              <Columns3 />
              Compare {models.length}
            </Link>
          ) : (
            <span className="text-13 text-muted">
              {models.length < least ? 'Choose one more to compare' : `Up to ${most} can be compared`}
            </span>
          )}
          <Button onClick={() => setOpen(true)}>
            <FolderPlus />
            Collect
          </Button>
          <Button look="quiet" onClick={() => chosenModels.write([])}>
            Clear
          </Button>
        </div>
      </div>
      <CollectDialog open={open} models={models} onClose={() => setOpen(false)} />
    </section>
  )
}
