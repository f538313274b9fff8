import type { Removal } from '#gen/order_pb.ts'

/** Who uses a model, and what keeps it from being changed now. */
export function UsedBy({ removal }: { removal: Removal }) {
  return (
    <div className="space-y-3 text-13">
      {removal.usedBy.length === 0 ? (
        <p>Nothing that Weighthouse knows of uses it.</p>
      ) : (
        <ul aria-label="Used by" className="list-disc space-y-1 pl-5 break-words">
          {removal.usedBy.map(({ kind, id, says }) => (
            <li key={`${kind} ${id}`}>{says}</li>
          ))}
        </ul>
      )}
      {removal.obstacles.map((obstacle) => (
        <p key={obstacle} className="text-bad">
          Not now: {obstacle}
        </p>
      ))}
    </div>
  )
}
