import type { ReactNode } from 'react'

import { cx } from './cx.ts'

const tones = {
  neutral: 'border-line bg-sunken text-muted',
  good: 'border-good/25 bg-good/10 text-good',
  warn: 'border-warn/25 bg-warn/10 text-warn',
  bad: 'border-bad/25 bg-bad/10 text-bad',
  accent: 'border-accent/25 bg-accent/10 text-accent',
  brass: 'border-brass/30 bg-brass/10 text-brass',
} as const

export type Tone = keyof typeof tones

/** A small word beside a name. */
export function Badge({ tone = 'neutral', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex shrink-0 items-center gap-1 rounded border px-1.5 text-2xs leading-[1.125rem] font-medium whitespace-nowrap [&_svg]:size-3',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}
