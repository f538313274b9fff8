/** The file name in the form that clients of both services read; they want the trailing semicolon. */
export function contentDisposition(path: string, kind: 'inline' | 'attachment' = 'inline'): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_')
  return `${kind}; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}; filename="${plain}";`
}
