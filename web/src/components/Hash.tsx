import { CopyButton } from './ui/CopyButton.tsx'

interface HashProps {
  sha256: string
  /** By kind. */
  others?: Record<string, string>
  /** Whether the others are shown, below. */
  open?: boolean
  onToggle?: () => void
}

/**
 * The beginning of a SHA-256, with the whole one to hover and copy, and how many hashes of other kinds there are. A dash
 * when the source gives none.
 */
export function Hash({ sha256, others = {}, open = false, onToggle }: HashProps) {
  const more = Object.keys(others).length
  return (
    <span className="inline-flex items-center gap-1">
      {sha256 === '' ? (
        <span className="text-faint" title="The source gives none; it is computed when the file is pulled">
          –
        </span>
      ) : (
        <>
          <code className="font-mono text-xs text-muted" title={sha256}>
            {sha256.slice(0, 10)}
          </code>
          <CopyButton text={sha256} label="Copy the SHA-256" />
        </>
      )}
      {more > 0 && onToggle && (
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${more} more hashes`}
          title={Object.keys(others).join(', ')}
          onClick={onToggle}
          className="rounded px-1 text-2xs font-medium text-accent hover:bg-hover"
        >
          +{more}
        </button>
      )}
    </span>
  )
}
