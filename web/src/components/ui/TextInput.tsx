import type { ComponentProps } from 'react'

import { cx } from './cx.ts'

/** A line of text to type into. */
export function TextInput({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      className={cx(
        'h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-13 max-lg:text-base',
        'focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0',
        className,
      )}
      {...props}
    />
  )
}
