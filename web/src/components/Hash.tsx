import { CopyButton } from './ui/CopyButton.tsx'

/** The beginning of a SHA-256, with the whole one to hover and copy. A dash when the source gives none. */
export function Hash({ sha256 }: { sha256: string }) {
  if (sha256 === '')
    return (
      <span className="text-faint" title="The source gives none; it is computed when the file is pulled">
        –
      </span>
    )
  return (
    <span className="inline-flex items-center gap-1">
      <code className="font-mono text-xs text-muted" title={sha256}>
        {sha256.slice(0, 10)}
      </code>
      <CopyButton text={sha256} label="Copy the SHA-256" />
    </span>
  )
}
