import { useMutation, useQuery } from '@connectrpc/connect-query'
import { useQueryClient } from '@tanstack/react-query'

import { AppService } from '#gen/app_pb.ts'

import { refreshQueries } from '../api/refreshQueries.ts'
import { Card } from '../components/Card.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { FilePath } from '../components/FilePath.tsx'
import { Section } from '../components/Section.tsx'
import { Button } from '../components/ui/Button.tsx'

/** Applications that are on this machine and not known yet; nothing is shown without any. */
export function FoundApps() {
  const queryClient = useQueryClient()
  const { data } = useQuery(AppService.method.detectApps, {}, { staleTime: 60_000 })
  const add = useMutation(AppService.method.addApp, { onSuccess: () => refreshQueries(queryClient, 'apps') })
  const found = data?.apps.filter(({ knownAs }) => knownAs === '') ?? []
  if (found.length === 0) return null
  return (
    <Section title="Found on this machine">
      {add.error && <ErrorNotice error={add.error} />}
      <Card>
        <ul aria-label="Found on this machine">
          {found.map(({ app, name, version, path }) => (
            <li key={`${app} ${path}`} className="flex items-center gap-4 border-b px-4 py-3 last:border-b-0">
              <div className="min-w-0 flex-1">
                <p className="font-medium">
                  {name} <span className="text-13 font-normal text-muted">{version === 'unknown' ? '' : version}</span>
                </p>
                <div className="mt-0.5 text-muted">
                  <FilePath path={path} />
                </div>
              </div>
              <Button disabled={add.isPending} aria-label={`Add ${name}`} onClick={() => add.mutate({ app, path })}>
                Add
              </Button>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  )
}
