import { Link } from '@tanstack/react-router'

import type { StoreStatistics } from '#gen/store_pb.ts'

import { Bytes } from '../components/Bytes.tsx'
import { Card } from '../components/Card.tsx'
import { Section } from '../components/Section.tsx'
import { formatExactCount, plural } from '../format/formatCount.ts'

/** The models that take most of the store. */
export function StoreModels({ statistics: { models, modelCount } }: { statistics: StoreStatistics }) {
  if (models.length === 0) return null
  return (
    <Section title="By model" aside={plural(modelCount, 'model')}>
      <Card className="overflow-x-auto">
        <table className="w-full text-13">
          <thead className="border-b text-2xs text-faint">
            <tr>
              <th scope="col" className="px-4 py-2 text-left font-medium">
                Model
              </th>
              <th scope="col" className="px-4 py-2 text-right font-medium">
                Blobs
              </th>
              <th scope="col" className="px-4 py-2 text-right font-medium">
                Size
              </th>
              <th scope="col" className="px-4 py-2 text-right font-medium" title="What would be free without the model">
                Not shared
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map(({ slug, blobs, bytes, ownBytes }) => (
              <tr key={slug} className="h-9 border-b last:border-b-0 hover:bg-hover">
                <th scope="row" className="max-w-80 truncate px-4 text-left font-medium">
                  <Link to="/models/$slug" params={{ slug }} className="hover:underline">
                    {slug}
                  </Link>
                </th>
                <td className="px-4 text-right text-muted">{formatExactCount(blobs)}</td>
                <td className="px-4 text-right text-muted">
                  <Bytes bytes={bytes} />
                </td>
                <td className="px-4 text-right text-muted">
                  <Bytes bytes={ownBytes} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </Section>
  )
}
