import { Link } from '@tanstack/react-router'

import type { Curation } from '#gen/curation_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { BrokenNotice } from './BrokenNotice.tsx'
import { DecisionForm } from './DecisionForm.tsx'
import { EvidenceList } from './EvidenceList.tsx'

/** A model of which it is not sure what it is. */
export function ReviewRow({ model }: { model: Curation }) {
  return (
    <li className="space-y-2.5 border-b px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <Link
          to="/library"
          search={{ model: model.slug }}
          className="font-medium [overflow-wrap:anywhere] hover:underline"
        >
          {model.officialName}
        </Link>
        <span className="text-13 text-muted">
          seems to be {model.type}, {model.subtype.replaceAll('_', ' ')}
          {model.family !== 'unknown' && ` of ${model.family}`}, {Math.round(model.confidence * 100)} % sure
        </span>
        <span className="ml-auto text-13 text-muted">
          <Bytes bytes={model.sizeBytes} />
        </span>
      </div>
      <p className="font-mono text-xs break-all text-faint">{model.path}</p>
      <BrokenNotice model={model} />
      <EvidenceList evidence={model.evidence} />
      <DecisionForm model={model} />
    </li>
  )
}
