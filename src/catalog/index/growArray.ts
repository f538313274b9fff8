type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array

const smallest = 1024

/**
 * The array itself when it is long enough, else one that begins with its content and is half as long again as it must
 * be. What is added is zero, and takes no memory before it is written to.
 */
export function growArray<A extends NumberArray>(array: A, length: number): A {
  if (array.length >= length) return array
  const capacity = Math.max(smallest, length + (length >>> 1))
  const grown = new (array.constructor as new (length: number) => A)(capacity)
  grown.set(array)
  return grown
}

/** As {@link growArray}, for bytes that texts are written to. */
export function growBuffer(buffer: Buffer<ArrayBuffer>, length: number): Buffer<ArrayBuffer> {
  if (buffer.length >= length) return buffer
  const grown = growArray(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length), length)
  return Buffer.from(grown.buffer, grown.byteOffset, grown.length)
}
