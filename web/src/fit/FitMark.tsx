import type { Fit } from '#gen/entry_pb.ts'

import { Badge, type Tone } from '../components/ui/Badge.tsx'
import { formatBytes } from '../format/formatBytes.ts'

interface Look {
  tone: Tone
  words: string
  sentence: string
}

const unknown: Look = { tone: 'neutral', words: 'size unknown', sentence: 'Nothing tells how large its weights are' }

const looks: Record<string, Look> = {
  fits: { tone: 'good', words: 'fits', sentence: 'All of it fits into the memory' },
  partial: {
    tone: 'warn',
    words: 'partly',
    sentence: 'About half of it at least fits; the rest runs slower, from the system’s memory',
  },
  no: { tone: 'bad', words: 'does not fit', sentence: 'It takes more than twice the memory' },
}

/** Whether a model runs in the chosen memory, and how much it takes. */
export function FitMark({ fit }: { fit: Pick<Fit, 'verdict' | 'requiredBytes'> & { formula?: string } }) {
  const { tone, words, sentence } = looks[fit.verdict] ?? unknown
  return (
    <Badge tone={tone} title={[`${sentence}.`, fit.formula].filter(Boolean).join('\n')}>
      {words}
      {fit.requiredBytes !== undefined && `, ${formatBytes(fit.requiredBytes)}`}
    </Badge>
  )
}
