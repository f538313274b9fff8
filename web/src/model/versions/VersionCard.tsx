import { ArrowDownToLine } from 'lucide-react'

import { Time } from '../../components/Time.tsx'
import { Badge } from '../../components/ui/Badge.tsx'
import { Button } from '../../components/ui/Button.tsx'
import { CopyButton } from '../../components/ui/CopyButton.tsx'
import { plural } from '../../format/formatCount.ts'
import type { ModelVersion } from './readVersions.ts'
import { VersionFileRow } from './VersionFileRow.tsx'

const fewWords = 12

/** One version: what it is for, the words that call it up, its files. */
export function VersionCard({ version, onPull }: { version: ModelVersion; onPull: () => void }) {
  return (
    <li className="px-4 py-3 text-13">
      <div className="flex items-center gap-3">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="text-sm font-medium [overflow-wrap:anywhere]">{version.name}</h3>
          {version.baseModel !== '' && (
            <Badge tone="brass" title="The base model that it is made for">
              {version.baseModel}
            </Badge>
          )}
          <span className="text-2xs text-faint" title="Its number at CivitAI: pull it with @ and this number">
            @{version.id}
          </span>
          <span className="text-2xs text-faint">
            {version.publishedAt !== undefined && <Time at={version.publishedAt} />}
            {version.downloads !== undefined && ` · ${plural(version.downloads, 'download')}`}
          </span>
        </div>
        <Button
          size="small"
          disabled={version.files.length === 0}
          aria-label={`Pull version ${version.name}`}
          onClick={onPull}
        >
          <ArrowDownToLine />
          Pull
        </Button>
      </div>
      {version.triggerWords.length > 0 && (
        <div className="mt-2 flex items-start gap-2">
          <span className="shrink-0 text-2xs leading-6 text-faint">Trigger words</span>
          <p className="flex min-w-0 flex-wrap gap-1">
            {version.triggerWords.slice(0, fewWords).map((word) => (
              <code
                key={word}
                className="my-0.5 rounded border bg-sunken px-1.5 font-mono text-2xs leading-5 [overflow-wrap:anywhere]"
              >
                {word}
              </code>
            ))}
            {version.triggerWords.length > fewWords && (
              <span className="text-2xs leading-7 text-faint">and {version.triggerWords.length - fewWords} more</span>
            )}
            <CopyButton text={version.triggerWords.join(', ')} label="Copy the trigger words" />
          </p>
        </div>
      )}
      <ul className="mt-1.5">
        {version.files.map((file) => (
          <VersionFileRow key={`${file.name} ${file.sha256}`} file={file} />
        ))}
      </ul>
      {version.files.length === 0 && <p className="mt-1 text-muted">CivitAI lists no file of it.</p>}
    </li>
  )
}
