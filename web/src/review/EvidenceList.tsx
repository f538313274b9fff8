import type { Evidence } from '#gen/curation_pb.ts'

import { Badge } from '../components/ui/Badge.tsx'

/** Who says what a model is, the most trusted first. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <ul aria-label="Evidence" className="space-y-1 text-13">
      {evidence.map(({ method, says, confidence }, index) => (
        // The list never changes by itself; two witnesses may say the same.
        <li key={`${index} ${says}`} className="flex items-baseline gap-2">
          <Badge title={`Trusted to ${Math.round(confidence * 100)} %`}>{method}</Badge>
          <span className="min-w-0 text-muted [overflow-wrap:anywhere]">{says}</span>
        </li>
      ))}
    </ul>
  )
}
