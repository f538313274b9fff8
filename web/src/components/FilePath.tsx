/** A path on one line. Too long, it loses its middle: the end is what tells files apart. */
export function FilePath({ path }: { path: string }) {
  const split = Math.max(0, path.length - 18)
  return (
    <span className="flex min-w-0 font-mono text-xs whitespace-pre" title={path}>
      <span className="truncate">{path.slice(0, split)}</span>
      <span className="shrink-0">{path.slice(split)}</span>
    </span>
  )
}
