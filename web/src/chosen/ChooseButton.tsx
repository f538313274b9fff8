import { Check } from 'lucide-react'
import type { ReactNode } from 'react'

import { type ChosenModel, chosenModels, toggleChosen } from './chosenModels.ts'

interface ChooseButtonProps {
  model: ChosenModel
  tabIndex: number
  /** What stands in its place while nobody points at it. */
  children: ReactNode
}

/** Puts a model aside for comparing or collecting. It takes the place of the model's mark, so that rows keep calm. */
export function ChooseButton({ model, tabIndex, children }: ChooseButtonProps) {
  const chosen = chosenModels.use().some(({ slug }) => slug === model.slug)
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-pressed={chosen}
      aria-label={`Choose ${model.name}`}
      title={chosen ? 'Chosen; click to put it back' : 'Choose, to compare or collect'}
      onClick={() => toggleChosen(model)}
      className="group/choose relative z-10 -m-2.5 shrink-0 p-2.5"
    >
      <span className="flex group-hover/choose:invisible group-focus-visible/choose:invisible group-aria-pressed/choose:invisible">
        {children}
      </span>
      <span className="absolute inset-2.5 flex items-center justify-center rounded border border-line-strong bg-surface text-page opacity-0 group-hover/choose:opacity-100 group-focus-visible/choose:opacity-100 group-aria-pressed/choose:border-ink group-aria-pressed/choose:bg-ink group-aria-pressed/choose:opacity-100">
        <Check className="size-3.5 group-[:not([aria-pressed=true])]/choose:text-faint" strokeWidth={3} />
      </span>
    </button>
  )
}
