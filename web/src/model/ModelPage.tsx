import { useQuery } from '@connectrpc/connect-query'
import { getRouteApi } from '@tanstack/react-router'

import { CatalogService } from '#gen/catalog_pb.ts'

import { JsonTree } from '../components/JsonTree.tsx'
import { Section } from '../components/Section.tsx'
import { Time } from '../components/Time.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { FitSection } from '../fit/FitSection.tsx'
import { sourceName } from '../format/sources.ts'
import { Family } from './Family.tsx'
import { FileTable } from './FileTable.tsx'
import { History } from './History.tsx'
import { License } from './License.tsx'
import { ModelHeader } from './ModelHeader.tsx'
import { ModelMissing } from './ModelMissing.tsx'
import { ModelNumbers } from './ModelNumbers.tsx'
import { ModelSkeleton } from './ModelSkeleton.tsx'
import { SafetyNotice } from './SafetyNotice.tsx'
import { SimilarModels } from './SimilarModels.tsx'
import { TagGroups } from './TagGroups.tsx'
import { readVersions } from './versions/readVersions.ts'
import { Versions } from './versions/Versions.tsx'
import { worstVerdict } from './worstVerdict.ts'

const route = getRouteApi('/models/$slug')

/** Everything known of one model. */
export function ModelPage() {
  const { slug } = route.useParams()
  const { data: model, error, refetch } = useQuery(CatalogService.method.getModel, { slug })
  // What the whole family needs is read beside the model, so that neither waits for the other.
  const ancestry = useQuery(CatalogService.method.getAncestry, { slug, limit: 100 })
  usePageTitle(model?.entry?.name ?? slug)
  if (error && !model) return <ModelMissing slug={slug} error={error} onRetry={() => void refetch()} />
  if (!model?.entry) return <ModelSkeleton />
  const { entry } = model
  const versions = entry.source === 'civitai' ? readVersions(model.record) : []
  return (
    <article key={slug} className="mx-auto max-w-6xl pt-6 pb-20">
      <ModelHeader
        entry={entry}
        pageUrl={model.pageUrl}
        license={<License model={model} />}
        verdict={worstVerdict(model.files)}
        relatives={ancestry.data && ancestry.data.ancestorsTotal + ancestry.data.descendantsTotal}
      />
      <ModelNumbers entry={entry} />
      <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-10">
        <div className="min-w-0">
          <SafetyNotice files={model.files} />
          {versions.length > 0 ? (
            <Versions entry={entry} versions={versions} />
          ) : (
            <FileTable files={model.files} source={entry.source} pageUrl={model.pageUrl} />
          )}
          <FitSection slug={entry.slug} />
          <History entry={entry} days={model.history} />
          <SimilarModels slug={entry.slug} />
          <Section
            title="Record"
            aside={
              <>
                as {sourceName(entry.source)} gave it, <Time at={model.seenAt} />
              </>
            }
          >
            <div className="overflow-x-auto rounded-xl border bg-surface px-5 py-3 shadow-lift">
              <JsonTree name="record" value={model.record ?? {}} open={0} />
            </div>
          </Section>
        </div>
        <div className="min-w-0">
          {(entry.source !== 'civitai' || model.parents.length > 0 || model.childrenTotal > 0n) && (
            <Family
              model={model}
              entry={entry}
              ancestry={ancestry.data}
              error={ancestry.error}
              onRetry={() => void ancestry.refetch()}
            />
          )}
          <TagGroups tags={model.tags} datasets={model.datasets} />
        </div>
      </div>
    </article>
  )
}
