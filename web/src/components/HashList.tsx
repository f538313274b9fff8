import { CopyButton } from './ui/CopyButton.tsx'

/** Hashes of every kind, whole, to compare and copy. */
export function HashList({ hashes }: { hashes: Record<string, string> }) {
  return (
    <dl className="my-1 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 rounded-md border bg-sunken px-3 py-1.5">
      {Object.entries(hashes)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([kind, hash]) => (
          <div key={kind} className="contents">
            <dt className="text-2xs text-faint">{kind}</dt>
            <dd className="flex min-w-0 items-center gap-1">
              <code className="truncate font-mono text-xs text-muted" title={hash}>
                {hash}
              </code>
              <CopyButton text={hash} label={`Copy the ${kind}`} />
            </dd>
          </div>
        ))}
    </dl>
  )
}
