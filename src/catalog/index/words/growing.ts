/** Typed arrays that are filled from the front: `array` itself when it has room for `length`, else a longer copy. */
export function growBytes(array: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (length <= array.length) return array
  const longer = new Uint8Array(Math.max(length, array.length + (array.length >>> 1), 64))
  longer.set(array)
  return longer
}

export function growWords(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= array.length) return array
  const longer = new Uint32Array(Math.max(length, array.length + (array.length >>> 1), 16))
  longer.set(array)
  return longer
}
