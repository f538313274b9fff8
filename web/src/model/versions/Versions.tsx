import { useState } from 'react'

import type { Entry } from '#gen/entry_pb.ts'

import { lazyDialog } from '../../components/lazyDialog.tsx'
import { Section } from '../../components/Section.tsx'
import { Button } from '../../components/ui/Button.tsx'
import { plural } from '../../format/formatCount.ts'
import type { ModelVersion } from './readVersions.ts'
import { VersionCard } from './VersionCard.tsx'

const PullDialog = lazyDialog(async () => (await import('../pull/PullDialog.tsx')).PullDialog)
const few = 5

/** The versions of a model, each with its files and a pull of its own. */
export function Versions({ entry, versions }: { entry: Entry; versions: ModelVersion[] }) {
  const [all, setAll] = useState(false)
  const [chosen, setChosen] = useState('')
  const [open, setOpen] = useState(false)
  const shown = all ? versions : versions.slice(0, few)
  return (
    <Section title="Versions" aside={versions.length > 1 && `${plural(versions.length, 'version')}, the newest first`}>
      <ul aria-label="Versions" className="divide-y overflow-hidden rounded-xl border bg-surface shadow-lift">
        {shown.map((version) => (
          <VersionCard
            key={version.id}
            version={version}
            onPull={() => {
              setChosen(version.id)
              setOpen(true)
            }}
          />
        ))}
        {versions.length > few && (
          <li>
            <Button look="quiet" size="small" className="h-9! w-full rounded-none" onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show ${plural(versions.length - few, 'older version')}`}
            </Button>
          </li>
        )}
      </ul>
      <PullDialog key={chosen} entry={entry} revision={chosen} open={open} onClose={() => setOpen(false)} />
    </Section>
  )
}
