import type { ComponentProps } from 'react'

import { cx } from './cx.ts'

const looks = {
  primary: 'bg-ink text-page hover:bg-ink/85 shadow-lift',
  plain: 'border border-line-strong bg-surface text-ink hover:bg-hover shadow-lift',
  quiet: 'text-muted hover:bg-hover hover:text-ink',
  danger: 'border border-line-strong bg-surface text-bad hover:bg-bad/8 shadow-lift',
} as const

const sizes = {
  small: 'h-7 gap-1.5 px-2.5 text-13',
  normal: 'h-8 gap-2 px-3 text-13',
  large: 'h-10 gap-2 px-4 text-sm',
  icon: 'size-8 justify-center',
} as const

/** The class names of a button, for links that look like one. */
export function buttonLook(look: keyof typeof looks = 'plain', size: keyof typeof sizes = 'normal'): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap transition-colors select-none',
    'disabled:pointer-events-none disabled:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0',
    looks[look],
    sizes[size],
  )
}

interface ButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof looks
  size?: keyof typeof sizes
}

export function Button({ look, size, className, ...props }: ButtonProps) {
  return <button type="button" className={cx(buttonLook(look, size), className)} {...props} />
}
