import type { Key, ReactNode } from 'react'

import { cx } from './cx.ts'
import type { Combobox } from './useCombobox.ts'

interface OptionListProps<T> {
  label: string
  combobox: Combobox
  options: readonly T[]
  keyOf: (option: T) => Key
  render: (option: T) => ReactNode
}

/** What a text input offers, below it. */
export function OptionList<T>({ label, combobox, options, keyOf, render }: OptionListProps<T>) {
  if (!combobox.open) return null
  return (
    <ul
      {...combobox.listProps}
      aria-label={label}
      className="absolute inset-x-0 top-full z-30 mt-1 max-h-80 overflow-y-auto overscroll-contain rounded-lg border border-line-strong bg-raised p-1 shadow-float"
    >
      {options.map((option, index) => (
        <li
          key={keyOf(option)}
          {...combobox.optionProps(index)}
          className={cx(
            'flex min-h-8 cursor-pointer items-center gap-2.5 rounded px-2.5 text-13 max-lg:min-h-10',
            index === combobox.active && 'bg-ink/8',
          )}
        >
          {render(option)}
        </li>
      ))}
    </ul>
  )
}
