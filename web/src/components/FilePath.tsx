const short = 20
const end = 14

/** A path on one line. Too long, it loses its middle: the end is what tells files apart. */
export function FilePath({ path }: { path: string }) {
  const split = path.length > short ? path.length - end : path.length
  return (
    <span className="flex min-w-0 font-mono text-xs whitespace-pre" title={path}>
      <span className="min-w-[2ch] truncate">{path.slice(0, split)}</span>
      {split < path.length && <span className="shrink-0">{path.slice(split)}</span>}
    </span>
  )
}
