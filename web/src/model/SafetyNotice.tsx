import type { ModelFile } from '#gen/model_pb.ts'

import { FilePath } from '../components/FilePath.tsx'
import { SafetyBadge } from '../components/SafetyBadge.tsx'
import { Section } from '../components/Section.tsx'

const most = 20

/** The files of a model that are here and not safe to load, and why; nothing when there are none. */
export function SafetyNotice({ files }: { files: readonly ModelFile[] }) {
  const unsafe = files.flatMap(({ path, safety }) => (safety && safety.verdict !== 'safe' ? [{ path, safety }] : []))
  if (unsafe.length === 0) return null
  return (
    <Section title="Safety" aside="nothing was executed to find this out">
      <ul aria-label="Files that are not safe" className="rounded-xl border bg-surface shadow-lift">
        {unsafe.slice(0, most).map(({ path, safety }) => (
          <li key={path} className="border-b px-4 py-2.5 text-13 last:border-b-0">
            <div className="flex items-center gap-3">
              <div className="min-w-0">
                <FilePath path={path} />
              </div>
              <SafetyBadge verdict={safety.verdict} />
            </div>
            {safety.reasons.map((reason) => (
              <p key={reason} className="mt-1 [overflow-wrap:anywhere] text-muted">
                {reason}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {unsafe.length > most && <p className="mt-2 text-13 text-muted">and {unsafe.length - most} more files</p>}
    </Section>
  )
}
