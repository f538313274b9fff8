import { ArrowDownToLine } from 'lucide-react'

import type { Entry } from '#gen/entry_pb.ts'

import { formatCount, plural } from '../format/formatCount.ts'
import { downloadsMeaning } from '../format/sources.ts'

/** How often a model was downloaded, never without the time that the number covers. */
export function Downloads({ entry }: { entry: Pick<Entry, 'source' | 'downloads'> }) {
  const { sentence, mark } = downloadsMeaning(entry.source)
  return (
    <span
      className="inline-flex items-baseline justify-end gap-1 whitespace-nowrap"
      title={`${plural(entry.downloads, 'download')} ${sentence}`}
    >
      <ArrowDownToLine className="size-3 self-center text-faint lg:hidden" />
      {formatCount(entry.downloads)}
      <span className="text-left text-2xs text-faint lg:w-7">{mark}</span>
    </span>
  )
}
