import { useQuery } from '@connectrpc/connect-query'

import { CurationService } from '#gen/curation_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { BrokenNotice } from './BrokenNotice.tsx'
import { DecisionForm } from './DecisionForm.tsx'
import { EvidenceList } from './EvidenceList.tsx'
import { PreviewPicture } from './PreviewPicture.tsx'
import { UserFields } from './UserFields.tsx'
import { WeightFacts } from './WeightFacts.tsx'

/** What is known of a model and who says so, and what the user writes of it. */
export function CurationPanel({ slug }: { slug: string }) {
  const { data: model, error } = useQuery(CurationService.method.getCuration, { id: slug })
  if (error) return <ErrorNotice error={error} />
  if (!model) return <div className="skeleton h-32 rounded-lg!" />
  return (
    <>
      <BrokenNotice model={model} />
      {model.hasPreview && <PreviewPicture slug={slug} name={model.officialName} />}
      <section>
        <h3 className="mb-1.5 text-13 font-semibold">Yours</h3>
        <UserFields key={slug} model={model} />
      </section>
      {(model.evidence.length > 0 || model.decided) && (
        <section className="space-y-2.5">
          <h3 className="text-13 font-semibold">What it is</h3>
          {model.identified && model.identified.url !== '' && (
            <p className="text-13">
              <a href={model.identified.url} target="_blank" rel="noreferrer" className="text-accent hover:underline">
                {model.identified.url}
              </a>
            </p>
          )}
          <WeightFacts model={model} />
          <EvidenceList evidence={model.evidence} />
          <DecisionForm key={`${slug} ${model.type} ${model.subtype} ${model.family}`} model={model} />
        </section>
      )}
    </>
  )
}
