/*
 * What is said of the next entry, as text: records of `<length> <key>=<value>\n`, where the length, in decimal digits, is
 * that of the whole record in bytes.
 */

/** The two that are read here; others (times, owners) are passed over. */
export interface PaxRecords {
  path?: string
  /** Bytes. */
  size?: number
}

export function encodePaxRecords({ path, size }: PaxRecords): Buffer {
  const records = [
    ...(path === undefined ? [] : [encodeRecord('path', path)]),
    ...(size === undefined ? [] : [encodeRecord('size', String(size))]),
  ]
  return Buffer.from(records.join(''), 'utf8')
}

/** What the records say, or undefined when they are not written as they must be. */
export function decodePaxRecords(bytes: Buffer): PaxRecords | undefined {
  const found: PaxRecords = {}
  for (let start = 0; start < bytes.length;) {
    const [text, digits] = /^([1-9]\d{0,5}) /.exec(bytes.toString('latin1', start, start + 8)) ?? []
    const end = start + Number(digits)
    if (text === undefined || end > bytes.length || bytes[end - 1] !== 0x0a) return undefined
    const record = bytes.toString('utf8', start + text.length, end - 1)
    const equals = record.indexOf('=')
    if (equals < 1) return undefined
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)]
    if (key === 'path') found.path = value
    else if (key === 'size') {
      if (!/^\d{1,16}$/.test(value) || !Number.isSafeInteger(Number(value))) return undefined
      found.size = Number(value)
    }
    start = end
  }
  return found
}

function encodeRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const bytes = Buffer.byteLength(rest)
  // The length counts its own digits, which may make it one digit longer.
  let length = bytes + String(bytes).length
  length = bytes + String(length).length
  return `${length}${rest}`
}
