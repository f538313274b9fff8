/** What a scan job says of one root, as far as the page shows it. */
export interface ScannedRoot {
  online: boolean
  offlineReason: string
  models: number
  added: number
  layouts: string[]
  suggested: string[]
  listed: { path: string }[]
}

/** Reads the result of a scan job; what is not as expected is left out. */
export function readScanResult(result: unknown): ScannedRoot[] {
  const roots = isRecord(result) && Array.isArray(result['roots']) ? result['roots'] : []
  return roots.filter(isRecord).map((root) => ({
    online: root['online'] === true,
    offlineReason: text(root['offlineReason']),
    models: Number(root['models'] ?? 0),
    added: Number(root['added'] ?? 0),
    layouts: texts(root['layouts']),
    suggested: texts(root['suggested']),
    listed: Array.isArray(root['listed'])
      ? root['listed'].filter(isRecord).map(({ path }) => ({ path: text(path) }))
      : [],
  }))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
