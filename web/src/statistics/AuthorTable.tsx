import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import type { Statistics } from '#gen/statistics_pb.ts'

import { Card } from '../components/Card.tsx'
import { Section } from '../components/Section.tsx'
import { Button } from '../components/ui/Button.tsx'
import { formatCount, formatExactCount } from '../format/formatCount.ts'
import { Definition } from './Definition.tsx'

const few = 10
const columns = ['models', 'downloads', 'likes', 'derivatives'] as const

/** The authors of one source with the most downloads; a click on a column sorts by it. */
export function AuthorTable({ statistics, source }: { statistics: Statistics; source: string }) {
  const [all, setAll] = useState(false)
  const [sort, setSort] = useState<(typeof columns)[number]>('downloads')
  const authors = statistics.authors
    .filter((author) => author.source === source)
    .sort((a, b) => Number(b[sort] - a[sort]))
  const { definitions } = statistics
  if (authors.length === 0) return null
  return (
    <Section title="Authors">
      <Definition text={[definitions.authors, `Derivatives: ${definitions.derivatives}`].join(' ')} />
      <Card className="overflow-x-auto">
        <table className="w-full text-13">
          <thead className="border-b text-2xs text-faint">
            <tr>
              <th scope="col" className="px-4 py-2 text-left font-medium">
                Author
              </th>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  aria-sort={sort === column ? 'descending' : 'none'}
                  className="px-4 py-2 text-right font-medium"
                >
                  <button
                    type="button"
                    onClick={() => setSort(column)}
                    className={sort === column ? 'text-ink' : 'hover:text-ink'}
                  >
                    {column}
                    {sort === column && ' ↓'}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {authors.slice(0, all ? undefined : few).map((author) => (
              <tr key={author.author} className="h-9 border-b last:border-b-0 hover:bg-hover">
                <th scope="row" className="max-w-60 truncate px-4 text-left font-medium">
                  <Link to="/" search={{ author: [author.author], source: [source] }} className="hover:underline">
                    {author.author}
                  </Link>
                </th>
                {columns.map((column) => (
                  <td key={column} className="px-4 text-right text-muted" title={formatExactCount(author[column])}>
                    {formatCount(author[column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {authors.length > few && (
          <Button look="quiet" size="small" className="h-9! w-full rounded-none border-t" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show ${authors.length - few} more`}
          </Button>
        )}
      </Card>
    </Section>
  )
}
