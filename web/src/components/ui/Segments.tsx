import { useId } from 'react'

import { cx } from './cx.ts'

interface SegmentsProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
  className?: string
}

/** One choice out of two to five, all in sight: radio buttons side by side. */
export function Segments<T extends string>({ label, value, options, onChange, className }: SegmentsProps<T>) {
  const name = useId()
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={cx('inline-flex h-8 rounded-md border bg-sunken p-0.5 max-lg:h-9', className)}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="flex flex-auto cursor-pointer items-center justify-center rounded px-2.5 text-13 font-medium whitespace-nowrap text-muted select-none hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-lift has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  )
}
