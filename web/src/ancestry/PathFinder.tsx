import { useQuery } from '@connectrpc/connect-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowDown, ArrowUp, X } from 'lucide-react'

import type { PathStep } from '#gen/ancestry_pb.ts'
import { CatalogService } from '#gen/catalog_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { ModelInput } from '../components/ModelInput.tsx'
import { Section } from '../components/Section.tsx'
import { SourceMark } from '../components/SourceMark.tsx'
import { Button } from '../components/ui/Button.tsx'
import { RelationBadge } from './RelationBadge.tsx'

const route = getRouteApi('/models/$slug/ancestry')

/** How another model is related to this one: the shortest way along relations. */
export function PathFinder({ slug, name }: { slug: string; name: string }) {
  const { to } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error } = useQuery(
    CatalogService.method.findPath,
    { slug, to: to ?? '' },
    { enabled: to !== undefined },
  )
  const show = (next: string | undefined) =>
    void navigate({ search: (search) => ({ ...search, to: next }), resetScroll: false })
  return (
    <Section title="Way to another model">
      <div className="flex max-w-xl items-center gap-2">
        <ModelInput label="Find the way to a model" className="flex-1" onChoose={(model) => show(model.slug)} />
        {to !== undefined && (
          <Button look="quiet" onClick={() => show(undefined)}>
            <X />
            Clear
          </Button>
        )}
      </div>
      {error && (
        <div className="mt-3">
          <ErrorNotice error={error} />
        </div>
      )}
      {data?.steps.length === 0 && (
        <p role="status" className="mt-3 text-13 text-muted">
          {name} and {to} are not related, as far as the catalog knows.
        </p>
      )}
      {data && data.steps.length > 0 && (
        <ol aria-label="Way" className="mt-3 max-w-xl">
          {data.steps.map((step, index) => (
            <Step key={step.id} step={step} isFirst={index === 0} />
          ))}
        </ol>
      )}
    </Section>
  )
}

function Step({ step: { entry, id, relation, declared, direction }, isFirst }: { step: PathStep; isFirst: boolean }) {
  const Arrow = direction === 'to-parent' ? ArrowUp : ArrowDown
  return (
    <li className="text-13">
      {!isFirst && (
        <p className="flex items-center gap-2 py-1.5 pl-2 text-2xs text-faint">
          <Arrow className="size-4" />
          {direction === 'to-parent' ? 'is a' : 'has a'} <RelationBadge relation={relation} />{' '}
          {direction === 'to-parent' ? 'of' : 'in'} · {declared ? 'declared' : 'inferred'}
        </p>
      )}
      <div className="flex items-center gap-2.5 rounded-lg border bg-surface px-3 py-2 shadow-lift">
        {entry && <SourceMark source={entry.source} />}
        {entry ? (
          <Link
            to="/models/$slug"
            params={{ slug: entry.slug }}
            className="min-w-0 truncate font-medium hover:underline"
          >
            {id}
          </Link>
        ) : (
          <span className="truncate text-muted">{id}, not in the catalog</span>
        )}
      </div>
    </li>
  )
}
