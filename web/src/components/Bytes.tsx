import { formatBytes, formatExactBytes } from '../format/formatBytes.ts'

/** A size as people say it; the exact one on hover. A dash when nobody knows it. */
export function Bytes({ bytes }: { bytes: bigint | undefined }) {
  if (bytes === undefined) return <span title="The source does not say">–</span>
  return (
    <span title={formatExactBytes(bytes)} className="whitespace-nowrap">
      {formatBytes(bytes)}
    </span>
  )
}
