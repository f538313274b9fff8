import { useQuery } from '@connectrpc/connect-query'
import { keepPreviousData } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Columns3 } from 'lucide-react'

import { CatalogService } from '#gen/catalog_pb.ts'

import { compareLimits } from '../chosen/chosenModels.ts'
import { EmptyState } from '../components/EmptyState.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { ModelInput } from '../components/ModelInput.tsx'
import { PageHeader } from '../components/PageHeader.tsx'
import { Checkbox } from '../components/ui/Checkbox.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { ComparisonTable } from './ComparisonTable.tsx'

const route = getRouteApi('/compare')

/** Two to six models side by side. */
export function ComparePage() {
  usePageTitle('Compare')
  const { slug: slugs = [], differences = false } = route.useSearch()
  const navigate = route.useNavigate()
  const { least, most } = compareLimits
  const enough = slugs.length >= least
  const { data, error } = useQuery(
    CatalogService.method.compare,
    { slug: slugs },
    { enabled: enough, placeholderData: keepPreviousData },
  )
  const show = (slug: string[]) => void navigate({ search: (search) => ({ ...search, slug }), resetScroll: false })
  return (
    <div className="py-6">
      <PageHeader
        title="Compare"
        actions={
          slugs.length < most && (
            <ModelInput
              label="Add a model to compare"
              className="w-72 max-w-full"
              onChoose={({ slug }) => show([...new Set([...slugs, slug])])}
            />
          )
        }
      >
        {enough && (
          <Checkbox
            checked={differences}
            onChange={(checked) =>
              void navigate({
                search: (search) => ({ ...search, differences: checked || undefined }),
                replace: true,
                resetScroll: false,
              })
            }
          >
            Only differences
          </Checkbox>
        )}
      </PageHeader>
      {error && <ErrorNotice error={error} />}
      {!enough && (
        <EmptyState icon={<Columns3 />} title={slugs.length === 0 ? 'Nothing to compare yet' : 'One more, please'}>
          Name {least} to {most} models here, or choose them in the catalog by the mark before their name.
        </EmptyState>
      )}
      {enough && !data && !error && <div role="status" aria-label="Loading" className="skeleton h-96 rounded-xl!" />}
      {enough && data && !error && (
        <ComparisonTable
          comparison={data}
          onlyDifferences={differences}
          onRemove={(gone) => show(slugs.filter((slug) => slug !== gone))}
        />
      )}
    </div>
  )
}
