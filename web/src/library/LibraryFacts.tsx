import type { ReactNode } from 'react'

import type { LibraryModel } from '#gen/library_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { Time } from '../components/Time.tsx'
import { CopyButton } from '../components/ui/CopyButton.tsx'
import { sourceName } from '../format/sources.ts'
import { StorageBadge } from './StorageBadge.tsx'

/** What the library wrote down of a model. */
export function LibraryFacts({ model }: { model: LibraryModel }) {
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-13">
      <Fact name="Folder">
        <span className="font-mono text-xs break-all">{model.path}</span>
        <CopyButton text={model.path} label="Copy the folder's path" />
      </Fact>
      <Fact name="Kept">
        {model.storage === 'in_place' ? 'Where you keep it' : 'On the shelf'} <StorageBadge model={model} />
      </Fact>
      <Fact name="Type">{[model.type, model.subtype].filter(Boolean).join(', ')}</Fact>
      <Fact name="Family">{model.family}</Fact>
      <Fact name="Source">{sourceName(model.source)}</Fact>
      <Fact name="Revision">
        {model.revision || 'not recorded'}
        {model.commit !== '' && model.commit !== model.revision && (
          <code className="ml-2 font-mono text-xs text-faint" title={model.commit}>
            {model.commit.slice(0, 10)}
          </code>
        )}
      </Fact>
      <Fact name="Size">
        <Bytes bytes={model.sizeBytes} />
      </Fact>
      <Fact name="Added">
        <Time at={model.addedAt} />
      </Fact>
      {model.tags.length > 0 && <Fact name="Tags">{model.tags.join(', ')}</Fact>}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}
