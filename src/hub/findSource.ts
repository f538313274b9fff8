import { WeighthouseError } from '../foundation/errors.ts'
import type { SourceName } from '../ids/slug.ts'
import type { Source } from '../sources/source.ts'

/** @throws WeighthouseError UNSUPPORTED when nothing can be pulled from that source */
export function findSource(sources: ReadonlyMap<SourceName, Source>, name: SourceName): Source {
  const source = sources.get(name)
  if (source) return source
  throw new WeighthouseError('UNSUPPORTED', `Models of ${name} cannot be pulled.`, {
    hint: `These sources can: ${[...sources.keys()].join(', ')}.`,
    details: { source: name },
  })
}
