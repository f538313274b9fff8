/** The bytes of a NumPy file; `descr` is Python's literal of the type, `content` what stands behind the header. */
export function writeNpy(descr: string, content: Buffer): Buffer {
  const header = Buffer.from(`{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }\n`)
  const length = Buffer.alloc(2)
  length.writeUInt16LE(header.length)
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), length, header, content])
}
