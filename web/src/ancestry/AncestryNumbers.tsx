import type { Ancestry } from '#gen/ancestry_pb.ts'

import { formatExactCount, plural } from '../format/formatCount.ts'
import { RelationBadge } from './RelationBadge.tsx'

/** How many relatives there are: in all, and by relation, stated by their authors and inferred. */
export function AncestryNumbers({ ancestry: { ancestorsTotal, descendantsTotal, counts } }: { ancestry: Ancestry }) {
  const farthest = counts?.byDepth.reduce((most, { depth }) => Math.max(most, depth), 0) ?? 0
  const relations = (counts?.byRelation ?? []).filter(({ declared, inferred }) => declared + inferred > 0n)
  return (
    <div className="flex flex-wrap items-start gap-x-10 gap-y-4 border-b py-4">
      <dl className="flex flex-wrap gap-x-10 gap-y-4">
        <Figure name="Ancestors">{formatExactCount(ancestorsTotal)}</Figure>
        <Figure name="Descendants">{formatExactCount(descendantsTotal)}</Figure>
        {farthest > 0 && <Figure name="Farthest descendant">{plural(farthest, 'step')}</Figure>}
      </dl>
      {relations.length > 0 && (
        <table className="text-13 sm:ml-auto">
          <caption className="sr-only">Descendants by relation</caption>
          <thead>
            <tr className="text-2xs text-faint">
              <th />
              <th scope="col" className="pl-5 text-right font-medium" title="Their authors say so">
                declared
              </th>
              <th scope="col" className="pl-5 text-right font-medium" title="Read from tags and names">
                inferred
              </th>
            </tr>
          </thead>
          <tbody>
            {relations.map(({ relation, declared, inferred }) => (
              <tr key={relation}>
                <th scope="row" className="py-0.5 text-left font-normal">
                  <RelationBadge relation={relation} />
                </th>
                <td className="pl-5 text-right">{formatExactCount(declared)}</td>
                <td className="pl-5 text-right text-muted">{formatExactCount(inferred)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function Figure({ name, children }: { name: string; children: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-2xs text-faint">{name}</dt>
      <dd className="text-base font-semibold">{children}</dd>
    </div>
  )
}
