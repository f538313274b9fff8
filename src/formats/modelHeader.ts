/** One tensor, as a header declares it. */
export interface TensorInfo {
  /** The format's own name of the element type: `F16`, `BF16` (safetensors), `Q4_K` or its number (GGUF). */
  dtype: string
  /** Outermost dimension first. GGUF stores them the other way round; its reader has turned them. */
  shape: number[]
}

/** What a safetensors file tells without reading a single weight. */
export interface SafetensorsHeader {
  kind: 'safetensors'
  /** `__metadata__`: texts by name, written by whoever made the file; may lie. */
  metadata: Record<string, string>
  tensors: Map<string, TensorInfo>
  /** Where the tensor bytes start. */
  dataOffset: number
  /** Bytes behind the header that belong to no tensor, or to two; 0 in a sound file. */
  strayBytes: number
}

/** A value of GGUF's metadata. Integers beyond 2^53 are bigint. */
export type GgufValue = string | number | bigint | boolean | GgufArray

/** An array of GGUF metadata, in summary: vocabularies have hundreds of thousands of items that nobody here needs. */
export interface GgufArray {
  kind: 'array'
  itemType: string
  length: number
  /** The first items; empty for arrays of arrays. */
  first: (string | number | bigint | boolean)[]
}

/** What a GGUF file tells without reading a single weight. */
export interface GgufHeader {
  kind: 'gguf'
  version: number
  metadata: Map<string, GgufValue>
  tensors: Map<string, TensorInfo>
}

/** What an ONNX file tells without reading a single weight. */
export interface OnnxHeader {
  kind: 'onnx'
  irVersion: number
  /** Name and version of the program that wrote it; empty when it does not say. */
  producer: string
  /** Version of each set of operators; the standard one has the name ''. */
  opsets: Map<string, number>
  graphName: string
  nodeCount: number
  initializerCount: number
  /** Files beside it that hold weights, as written there: unchecked. */
  externalFiles: string[]
}

export type ModelHeader = SafetensorsHeader | GgufHeader | OnnxHeader
