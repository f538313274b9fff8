import type { Curation } from '#gen/curation_pb.ts'

/** Files that are not what their names say, and why; and why the folder did not follow a decision. */
export function BrokenNotice({ model }: { model: Pick<Curation, 'broken' | 'folderProblem'> }) {
  const lines = [...model.broken, ...(model.folderProblem === '' ? [] : [model.folderProblem])]
  if (lines.length === 0) return null
  return (
    <ul aria-label="Problems" className="text-13 break-words text-bad">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
