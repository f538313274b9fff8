import { Download } from 'lucide-react'

import { buttonLook } from '../../components/ui/Button.tsx'

const formats = [
  { format: 'csv', label: 'CSV', title: 'For spreadsheets' },
  { format: 'ndjson', label: 'NDJSON', title: 'One JSON object a line' },
  { format: 'parquet', label: 'Parquet', title: 'For DuckDB, pandas, Polars' },
]

/** Every model that a search finds, as a file; it is made while it is downloaded. */
export function ExportLinks({ query }: { query: string }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">Export everything it finds</h3>
      <div className="flex flex-wrap gap-2">
        {formats.map(({ format, label, title }) => (
          <a
            key={format}
            href={`/api/v1/export?as=${format}${query === '' ? '' : `&${query}`}`}
            download
            title={title}
            className={buttonLook('plain')}
          >
            <Download />
            {label}
          </a>
        ))}
      </div>
    </section>
  )
}
