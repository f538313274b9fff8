import { Lock } from 'lucide-react'

import type { Entry } from '#gen/entry_pb.ts'

import { useStatus } from '../../api/useStatus.ts'
import { sourceName } from '../../format/sources.ts'

const tokenSettings: Record<string, string> = {
  huggingface: 'WEIGHTHOUSE_HF_TOKEN',
  civitai: 'WEIGHTHOUSE_CIVITAI_TOKEN',
}

/** Says before the pull what a gated model will ask for. */
export function GatedNote({ entry }: { entry: Entry }) {
  const { data: status } = useStatus()
  if (!entry.gated || !status) return null
  const name = sourceName(entry.source)
  const hasToken = status.sources.some(({ source, hasToken }) => source === entry.source && hasToken)
  return (
    <p className="mb-4 flex gap-2.5 rounded-lg border border-warn/30 bg-warn/8 px-3.5 py-2.5 text-13">
      <Lock className="mt-0.5 size-4 shrink-0 text-warn" />
      <span>
        This model is gated: {name} gives its files only to accounts that its author let in.{' '}
        {hasToken
          ? 'Your token is sent with the request.'
          : `Accept its conditions on its page, then start Weighthouse with your token in ${tokenSettings[entry.source] ?? 'its setting'}.`}
      </span>
    </p>
  )
}
