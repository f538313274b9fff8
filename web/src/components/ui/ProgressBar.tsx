import { Progress } from '@base-ui/react/progress'

import { cx } from './cx.ts'

interface ProgressBarProps {
  label: string
  /** 0 to 1; undefined while nobody knows the total. */
  share: number | undefined
  tone?: 'accent' | 'good' | 'bad' | 'idle'
}

const tones = { accent: 'bg-brass', good: 'bg-good', bad: 'bg-bad', idle: 'bg-faint' }

/** How far something is; breathes while the total is unknown. */
export function ProgressBar({ label, share, tone = 'accent' }: ProgressBarProps) {
  return (
    <Progress.Root value={share === undefined ? null : Math.min(100, share * 100)} aria-label={label}>
      <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-ink/8">
        <Progress.Indicator
          className={cx(
            'h-full rounded-full transition-[width] duration-300 ease-linear',
            tones[tone],
            share === undefined && 'w-full animate-pulse opacity-40',
          )}
        />
      </Progress.Track>
    </Progress.Root>
  )
}
