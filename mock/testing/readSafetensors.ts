/** A strict reader for tests: everything that the format demands is checked here, apart from the writer. */
export function readSafetensors(bytes: Buffer): {
  metadata: Record<string, string>
  tensors: { name: string; dtype: string; shape: number[]; start: number; end: number }[]
  dataBytes: number
} {
  const length = Number(bytes.readBigUInt64LE(0))
  if (length > bytes.length - 8) throw new Error('The header is longer than the file.')
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<
    string,
    never
  >
  const tensors = Object.entries(
    entries as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>,
  ).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [start, end],
      },
    ]) => ({ name, dtype, shape, start, end }),
  )
  return { metadata, tensors, dataBytes: bytes.length - 8 - length }
}
