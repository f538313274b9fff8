import type { GgufValue, ModelHeader, TensorInfo } from './modelHeader.ts'

/** A header in a few plain values that JSON and a terminal can hold. */
export interface HeaderSummary {
  kind: ModelHeader['kind']
  /** Tensors of safetensors and GGUF, initializers of ONNX. */
  tensorCount: number
  /** Elements of all tensors; undefined where shapes are not read. */
  parameters: number | undefined
  /** How many tensors there are of each element type. */
  dtypes: Record<string, number>
  /** What the file says of itself; may lie. */
  metadata: Record<string, string>
}

const mostMetadata = 200
const longestValue = 500

/** Sums a header up. */
export function summarizeHeader(header: ModelHeader): HeaderSummary {
  if (header.kind === 'onnx') {
    const { irVersion, producer, graphName, nodeCount, externalFiles, opsets } = header
    return {
      kind: header.kind,
      tensorCount: header.initializerCount,
      parameters: undefined,
      dtypes: {},
      metadata: toText({
        ir_version: String(irVersion),
        producer,
        graph: graphName,
        nodes: String(nodeCount),
        opsets: [...opsets].map(([domain, version]) => `${domain === '' ? 'ai.onnx' : domain} ${version}`).join(', '),
        ...(externalFiles.length > 0 && { external_files: externalFiles.join(', ') }),
      }),
    }
  }
  return {
    kind: header.kind,
    ...sumTensors(header.tensors),
    metadata: toText(
      header.kind === 'safetensors'
        ? header.metadata
        : { version: String(header.version), ...mapValues(header.metadata, describeValue) },
    ),
  }
}

function sumTensors(tensors: ReadonlyMap<string, TensorInfo>) {
  const dtypes = new Map<string, number>()
  let parameters = 0
  for (const { dtype, shape } of tensors.values()) {
    dtypes.set(dtype, (dtypes.get(dtype) ?? 0) + 1)
    parameters += shape.reduce((product, dimension) => product * dimension, 1)
  }
  return { tensorCount: tensors.size, parameters, dtypes: Object.fromEntries(dtypes) }
}

function describeValue(value: GgufValue): string {
  return typeof value === 'object' ? `${value.length} × ${value.itemType}` : String(value)
}

function mapValues<V>(map: ReadonlyMap<string, V>, change: (value: V) => string): Record<string, string> {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]))
}

function toText(values: Record<string, string>): Record<string, string> {
  const pairs = Object.entries(values).slice(0, mostMetadata)
  return Object.fromEntries(
    pairs.map(([key, value]) => {
      const text = value.length > longestValue ? `${value.slice(0, longestValue)}…` : value
      return [key.toWellFormed(), text.toWellFormed()]
    }),
  )
}
