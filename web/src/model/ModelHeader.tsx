import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'

import type { Entry } from '#gen/catalog_pb.ts'

import { EntryMarks } from '../catalog/EntryMarks.tsx'
import { SourceMark } from '../components/SourceMark.tsx'
import { buttonLook } from '../components/ui/Button.tsx'
import { CopyButton } from '../components/ui/CopyButton.tsx'
import { sourceName } from '../format/sources.ts'
import { PullControl } from './pull/PullControl.tsx'

/** What it is, whose it is, where it is from, and the way to have it. */
export function ModelHeader({ entry, pageUrl }: { entry: Entry; pageUrl: string }) {
  return (
    <header>
      <nav aria-label="Path" className="mb-3 flex items-center gap-1.5 text-13 text-muted">
        <Link to="/" className="hover:text-ink hover:underline">
          Catalog
        </Link>
        <span className="text-faint">/</span>
        {entry.author === '' ? (
          <span>no author given</span>
        ) : (
          <Link to="/" search={{ author: [entry.author] }} className="truncate hover:text-ink hover:underline">
            {entry.author}
          </Link>
        )}
      </nav>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-4">
        <div className="min-w-0 flex-1 basis-80">
          <h1 className="text-2xl font-semibold tracking-tight [overflow-wrap:anywhere]">{entry.name}</h1>
          <div className="mt-2 flex flex-wrap items-center gap-x-2.5 gap-y-1.5 text-13 text-muted">
            <span className="flex min-w-0 items-center gap-0.5">
              <SourceMark source={entry.source} />
              <span className="ml-2 truncate font-mono text-xs">{entry.id}</span>
              <CopyButton text={entry.id} label="Copy the id" />
            </span>
            {entry.task !== '' && (
              <Link to="/" search={{ task: [entry.task] }} className="hover:text-ink hover:underline">
                {entry.task}
              </Link>
            )}
            {entry.license !== '' && (
              <Link to="/" search={{ license: [entry.license] }} className="hover:text-ink hover:underline">
                {entry.license}
              </Link>
            )}
            <EntryMarks entry={entry} />
          </div>
        </div>
        <div className="flex flex-wrap items-start gap-2 max-sm:w-full">
          {pageUrl !== '' && /^https?:/.test(pageUrl) && (
            <a href={pageUrl} target="_blank" rel="noreferrer" className={buttonLook('plain', 'large')}>
              {sourceName(entry.source)}
              <ExternalLink />
            </a>
          )}
          <PullControl entry={entry} />
        </div>
      </div>
    </header>
  )
}
