import { extname } from 'node:path'

// File types that only machines read; an answer of text in their place is never the file.
const weights = new Set(
  '.safetensors .gguf .ggml .bin .pt .pth .ckpt .pkl .pickle .onnx .onnx_data .h5 .keras .msgpack .tflite .npz .npy .zip .tar .gz .mlmodel .engine .nemo .model'.split(
    ' ',
  ),
)
const pages = new Set(['.html', '.htm', '.xhtml'])

/**
 * What an answer's content type gives away: a login page, a captive portal or an error message in place of the file.
 * Undefined when the type says nothing against it.
 */
export function recogniseWrongType(contentType: string | undefined, label: string): string | undefined {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const extension = extname(label).toLowerCase()
  if ((type === 'text/html' || type === 'application/xhtml+xml') && !pages.has(extension)) return 'a web page (HTML)'
  if ((type === 'application/json' || type.endsWith('+json')) && weights.has(extension)) return 'a JSON message'
  return undefined
}

/**
 * What the first bytes of a file give away when it is not what was promised: `a web page (HTML)`, `a JSON message`,
 * `a Git LFS pointer`; undefined when they look like data.
 */
export function recogniseWrongStart(start: Buffer, label: string): string | undefined {
  // Weights have zero bytes near their start, messages have none.
  if (start.length === 0 || start.includes(0)) return undefined
  const text = start.toString('utf8').trimStart()
  const extension = extname(label).toLowerCase()
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return 'a Git LFS pointer'
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(text) && !pages.has(extension)) return 'a web page (HTML)'
  if (/^\{\s*"/.test(text) && weights.has(extension)) return 'a JSON message'
  return undefined
}
