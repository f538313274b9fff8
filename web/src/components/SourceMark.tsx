import { sourceName } from '../format/sources.ts'
import { cx } from './ui/cx.ts'

const colours: Record<string, string> = {
  huggingface: 'bg-[#f5b93a] text-[#3d2c00]',
  civitai: 'bg-[#2f7fd6] text-white',
  github: 'bg-[#6e5bd0] text-white',
  docker: 'bg-[#1d84b5] text-white',
  local: 'bg-line-strong text-ink',
}
const letters: Record<string, string> = { huggingface: 'HF', civitai: 'CV', github: 'GH', docker: 'DK', local: 'PC' }

/** Two letters on the source's colour; the name for hover and screen readers. */
export function SourceMark({ source }: { source: string }) {
  return (
    <span
      role="img"
      aria-label={sourceName(source)}
      title={sourceName(source)}
      className={cx(
        'inline-flex size-5 shrink-0 items-center justify-center rounded text-[0.5625rem] leading-none font-bold tracking-tight',
        colours[source] ?? 'bg-faint text-page',
      )}
    >
      {letters[source] ?? '?'}
    </span>
  )
}
