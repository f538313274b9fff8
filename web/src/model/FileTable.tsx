import { useState } from 'react'

import type { ModelFile } from '#gen/model_pb.ts'

import { Section } from '../components/Section.tsx'
import { Button } from '../components/ui/Button.tsx'
import { sourceName } from '../format/sources.ts'
import { describeFiles } from './describeFiles.ts'
import { FileRow } from './FileRow.tsx'

const part = 100

/** The files as the catalog knows them; long lists come in parts. */
export function FileTable({ files, source, pageUrl }: { files: ModelFile[]; source: string; pageUrl: string }) {
  const [shown, setShown] = useState(part)
  const withSize = files.some((file) => file.size !== undefined)
  const withHash = files.some((file) => file.sha256 !== '' || Object.keys(file.hashes).length > 0)
  if (files.length === 0) {
    return (
      <Section title="Files">
        <p className="rounded-xl border border-dashed px-4 py-5 text-13 text-muted">
          The catalog has no file list of this model yet. Pull shows it: it asks {sourceName(source)} first and
          downloads nothing before you agree.
        </p>
      </Section>
    )
  }
  return (
    <Section title="Files" aside={describeFiles(files)}>
      <div className="overflow-hidden rounded-xl border bg-surface shadow-lift">
        <table className="w-full table-fixed text-13">
          <thead className="border-b text-left text-2xs text-faint">
            <tr>
              <th className="px-4 py-2 font-medium">Path</th>
              {withSize && <th className="w-24 px-2 py-2 text-right font-medium max-sm:pr-4">Size</th>}
              {withHash && <th className="w-44 px-4 py-2 font-medium max-sm:hidden">SHA-256</th>}
            </tr>
          </thead>
          <tbody>
            {files.slice(0, shown).map((file) => (
              <FileRow
                key={file.path}
                file={file}
                withSize={withSize}
                withHash={withHash}
                readUrl={readmeUrl(file, source, pageUrl)}
              />
            ))}
          </tbody>
        </table>
        {files.length > shown && (
          <div className="border-t p-2 text-center">
            <Button look="quiet" size="small" onClick={() => setShown(shown + 1000)}>
              Show {Math.min(1000, files.length - shown)} more of {files.length}
            </Button>
          </div>
        )}
      </div>
    </Section>
  )
}

/** Where the README can be read at its source; the address of other files is of no use to a reader. */
function readmeUrl(file: ModelFile, source: string, pageUrl: string): string | undefined {
  if (source !== 'huggingface' || file.path !== 'README.md' || !/^https?:/.test(pageUrl)) return undefined
  return `${pageUrl}/blob/main/README.md`
}
