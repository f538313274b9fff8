import { Rss } from 'lucide-react'

/** The two feeds of something: `path` without the `.atom` or `.json` that it ends with. */
export function FeedLinks({ path, label }: { path: string; label: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-2xs">
      <Rss className="size-3 text-faint" aria-hidden="true" />
      <a href={`${path}.atom`} aria-label={`${label} as Atom feed`} className="text-accent hover:underline">
        Atom
      </a>
      <a href={`${path}.json`} aria-label={`${label} as JSON feed`} className="text-accent hover:underline">
        JSON
      </a>
    </span>
  )
}
