import type { ReactNode } from 'react'

import type { Entry } from '#gen/entry_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { Time } from '../components/Time.tsx'
import { formatCount, formatExactCount } from '../format/formatCount.ts'
import { downloadsMeaning } from '../format/sources.ts'

/** The numbers, each with what it means. What the source does not tell is left out. */
export function ModelNumbers({ entry }: { entry: Entry }) {
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-4 border-b py-4">
      {entry.parameters !== undefined && (
        <Numeral name="Parameters" title={formatExactCount(entry.parameters)}>
          {formatCount(entry.parameters)}
        </Numeral>
      )}
      {entry.storageBytes !== undefined && (
        <Numeral name="Size at the source">
          <Bytes bytes={entry.storageBytes} />
        </Numeral>
      )}
      <Numeral name={`Downloads ${downloadsMeaning(entry.source).sentence}`} title={formatExactCount(entry.downloads)}>
        {formatCount(entry.downloads)}
      </Numeral>
      <Numeral name="Likes" title={formatExactCount(entry.likes)}>
        {formatCount(entry.likes)}
      </Numeral>
      {entry.library !== '' && <Numeral name="Made for">{entry.library}</Numeral>}
      {entry.updatedAt !== undefined && (
        <Numeral name="Updated">
          <Time at={entry.updatedAt} />
        </Numeral>
      )}
      {entry.createdAt !== undefined && (
        <Numeral name="Created">
          <Time at={entry.createdAt} />
        </Numeral>
      )}
    </dl>
  )
}

function Numeral({ name, title, children }: { name: string; title?: string; children: ReactNode }) {
  return (
    <div className="flex flex-col-reverse" title={title}>
      <dt className="text-2xs text-faint">{name}</dt>
      <dd className="text-base font-semibold">{children}</dd>
    </div>
  )
}
