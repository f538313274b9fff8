import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'

import type { Comparison, ComparisonRow } from '#gen/model_pb.ts'

import { SourceMark } from '../components/SourceMark.tsx'
import { Button } from '../components/ui/Button.tsx'
import { cx } from '../components/ui/cx.ts'
import { plural } from '../format/formatCount.ts'
import { comparisonName, comparisonTexts } from './formatComparison.ts'

interface ComparisonTableProps {
  comparison: Comparison
  onlyDifferences: boolean
  onRemove: (slug: string) => void
}

/** A row for each field, a column for each model; what differs has a mark and stands out. */
export function ComparisonTable({ comparison: { entries, rows }, onlyDifferences, onRemove }: ComparisonTableProps) {
  const told = rows.filter(({ field, values }) => values.some((value) => comparisonTexts(field, value) !== undefined))
  const shown = onlyDifferences ? told.filter(({ differs }) => differs) : told
  const different = told.filter(({ differs }) => differs).length
  return (
    <>
      <p aria-live="polite" className="mb-2 text-13 text-muted">
        {plural(different, 'difference')} in {told.length} fields
      </p>
      <div className="overflow-x-auto rounded-xl border bg-surface shadow-lift">
        <table className="w-full text-13">
          <thead>
            <tr className="border-b align-top">
              <th className="sticky left-0 z-10 w-44 min-w-32 bg-surface px-4 py-3 max-sm:min-w-28" />
              {entries.map((entry) => (
                <th key={entry.slug} scope="col" className="min-w-44 max-sm:min-w-36 px-3 py-3 text-left font-normal">
                  <div className="flex items-start gap-2">
                    <SourceMark source={entry.source} />
                    <div className="min-w-0 flex-1">
                      <Link
                        to="/models/$slug"
                        params={{ slug: entry.slug }}
                        className="font-semibold [overflow-wrap:anywhere] hover:underline"
                      >
                        {entry.name}
                      </Link>
                      <p className="text-2xs text-faint max-sm:hidden [overflow-wrap:anywhere]">{entry.id}</p>
                    </div>
                    <Button
                      look="quiet"
                      size="icon"
                      className="-mt-1 size-6!"
                      aria-label={`Leave ${entry.name} out`}
                      onClick={() => onRemove(entry.slug)}
                    >
                      <X className="size-3.5!" />
                    </Button>
                  </div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <FieldRow key={row.field} row={row} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && (
          <p className="px-4 py-6 text-center text-13 text-muted">They do not differ in anything known.</p>
        )}
      </div>
    </>
  )
}

const most = 12

function FieldRow({ row: { field, values, differs } }: { row: ComparisonRow }) {
  return (
    <tr className={cx('group border-b align-top last:border-b-0', differs && 'bg-brass/5')}>
      <th
        scope="row"
        className="sticky left-0 z-10 bg-surface px-4 py-2 text-left font-normal text-muted group-[.bg-brass\/5]:bg-[color-mix(in_oklab,var(--brass)_5%,var(--surface))]"
      >
        <span className="flex items-center gap-2">
          <span
            role="img"
            aria-label={differs ? 'differs' : 'the same'}
            title={differs ? 'Differs' : 'The same'}
            className={cx('size-1.5 shrink-0 rounded-full', differs ? 'bg-brass' : 'bg-line')}
          />
          {comparisonName(field)}
        </span>
      </th>
      {values.map((value, index) => {
        const texts = comparisonTexts(field, value)
        return (
          <td key={index} className={cx('px-3 py-2 [overflow-wrap:anywhere]', differs && 'font-medium')}>
            {texts === undefined ? (
              <span className="font-normal text-faint" title="Not known">
                –
              </span>
            ) : (
              <>
                {texts.slice(0, most).join(', ')}
                {texts.length > most && <span className="text-faint"> and {texts.length - most} more</span>}
              </>
            )}
          </td>
        )
      })}
    </tr>
  )
}
