import { Link } from '@tanstack/react-router'
import { Columns3, ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'

import type { Entry } from '#gen/entry_pb.ts'

import { EntryMarks } from '../catalog/EntryMarks.tsx'
import { chosenModels, toggleChosen } from '../chosen/chosenModels.ts'
import { SafetyBadge } from '../components/SafetyBadge.tsx'
import { SourceMark } from '../components/SourceMark.tsx'
import { Button, buttonLook } from '../components/ui/Button.tsx'
import { CopyButton } from '../components/ui/CopyButton.tsx'
import { sourceName } from '../format/sources.ts'
import { ModelTabs } from './ModelTabs.tsx'
import { PullControl } from './pull/PullControl.tsx'

interface ModelHeaderProps {
  entry: Entry
  /** Its page at the source; empty when that is not known. */
  pageUrl?: string
  license?: ReactNode
  /** What was found in its files that are here; empty while nobody has looked. */
  verdict?: string
  /** How many models descend from it and how many it descends from; undefined while nobody counted. */
  relatives?: bigint
}

/** What it is, whose it is, where it is from, and the way to have it. */
export function ModelHeader({ entry, pageUrl = '', license, verdict = '', relatives }: ModelHeaderProps) {
  const chosen = chosenModels.use().some(({ slug }) => slug === entry.slug)
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
            {license}
            <EntryMarks entry={entry} />
            <SafetyBadge verdict={verdict} />
          </div>
        </div>
        <div className="flex flex-wrap items-start gap-2 max-sm:w-full">
          {pageUrl !== '' && /^https?:/.test(pageUrl) && (
            <a href={pageUrl} target="_blank" rel="noreferrer" className={buttonLook('plain', 'large')}>
              {sourceName(entry.source)}
              <ExternalLink />
            </a>
          )}
          <Button
            size="large"
            aria-pressed={chosen}
            title="Put it aside, to compare it with others or to collect it"
            onClick={() => toggleChosen(entry)}
          >
            <Columns3 className={chosen ? 'text-brass' : undefined} />
            {chosen ? 'Chosen' : 'Choose'}
          </Button>
          <PullControl entry={entry} />
        </div>
      </div>
      <ModelTabs slug={entry.slug} relatives={relatives} />
    </header>
  )
}
