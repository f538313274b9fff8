import { useQuery } from '@connectrpc/connect-query'
import { keepPreviousData } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'

import { CatalogService } from '#gen/catalog_pb.ts'
import type { Fit } from '#gen/entry_pb.ts'

import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FilePath } from '../components/FilePath.tsx'
import { Section } from '../components/Section.tsx'
import { formatBytes } from '../format/formatBytes.ts'
import { formatExactCount } from '../format/formatCount.ts'
import { settings } from '../settings/settings.ts'
import { FitMark } from './FitMark.tsx'
import { MemoryPicker } from './MemoryPicker.tsx'

const route = getRouteApi('/models/$slug')

/** Whether the model and each of its files run in a memory: the address's, else the one that was chosen last. */
export function FitSection({ slug }: { slug: string }) {
  const search = route.useSearch()
  const kept = settings.use()
  const navigate = route.useNavigate()
  const { memory = '', context } = search.memory === undefined ? kept : search
  const { data, error } = useQuery(
    CatalogService.method.getModel,
    { slug, memory, context },
    { enabled: memory !== '', placeholderData: keepPreviousData },
  )
  const fit = memory === '' ? undefined : data?.entry?.fit
  return (
    <Section title="Runs in" aside={fit && !error && <FitMark fit={fit} />}>
      <MemoryPicker
        memory={memory}
        context={context}
        onChange={(next) => {
          const { memory: _memory, context: _context, ...rest } = settings.read()
          settings.write(next.memory === '' ? rest : { ...rest, ...next })
          const asked = next.memory === '' ? {} : next
          void navigate({ search: asked, replace: true, resetScroll: false })
        }}
      />
      {error && (
        <div className="mt-3">
          <ErrorNotice error={error} />
        </div>
      )}
      {fit && !error && <FitAnswer fit={fit} />}
    </Section>
  )
}

function FitAnswer({ fit }: { fit: Fit }) {
  return (
    <Card className="mt-3 text-13">
      {fit.files.length > 0 && (
        <ul aria-label="Fit of the files" className="divide-y border-b">
          {fit.files.map((file) => (
            <li key={file.paths[0] ?? file.label} className="flex min-h-9 flex-wrap items-center gap-x-3 px-4 py-1.5">
              <span className="w-24 shrink-0 truncate font-medium" title={file.label}>
                {file.label}
              </span>
              <span className="flex min-w-0 flex-1 items-center gap-2 text-muted max-sm:hidden">
                <FilePath path={file.paths[0] ?? ''} />
                {file.paths.length > 1 && (
                  <span className="shrink-0 text-2xs text-faint">and {file.paths.length - 1} more</span>
                )}
              </span>
              {file.weightBytes !== undefined && (
                <span className="text-2xs text-faint">{formatBytes(file.weightBytes)} of weights</span>
              )}
              <FitMark fit={file} />
            </li>
          ))}
        </ul>
      )}
      <details className="px-4 py-2.5">
        <summary className="text-2xs text-muted">How it is reckoned</summary>
        <p className="mt-2 font-mono text-xs [overflow-wrap:anywhere]">{fit.formula}</p>
        <dl className="mt-2 grid grid-cols-[auto_auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          {fit.inputs.map(({ name, value, basis }) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="text-right font-medium">
                {value === undefined ? '–' : name === 'context' ? formatExactCount(value) : formatBytes(value)}
              </dd>
              <dd className="text-faint">{basis}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Card>
  )
}
