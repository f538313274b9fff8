/** Sections of plain values, and plain values beside them. */
export type PlainYaml = Record<string, string | Record<string, string>>

/**
 * Reads the part of YAML that extra_model_paths.yaml of ComfyUI and model.yml of Jan are written in: `key: value`, one level of
 * sections, texts over several lines after `|`, comments, quotes. What is not of that part is passed over; nothing is ever
 * executed, and no reference is followed.
 */
export function readPlainYaml(text: string): PlainYaml {
  const result: PlainYaml = Object.create(null) as PlainYaml
  let section: Record<string, string> | undefined
  let block: { indent: number; lines: string[]; put: (value: string) => void } | undefined
  for (const line of text.split(/\r?\n/)) {
    const indent = line.length - line.trimStart().length
    if (block) {
      if (line.trim() === '' || indent > block.indent) {
        if (line.trim() !== '') block.lines.push(line.trim())
        continue
      }
      block.put(block.lines.join('\n'))
      block = undefined
    }
    const pair = splitLine(line)
    if (!pair) continue
    const [key, rest] = pair
    const target = indent === 0 ? undefined : section
    if (indent > 0 && !target) continue
    const put = (value: string): void => {
      if (target) target[key] = value
      else result[key] = value
    }
    if (/^[|>][+-]?$/.test(rest)) block = { indent, lines: [], put }
    else if (rest === '' && indent === 0) {
      section = Object.create(null) as Record<string, string>
      result[key] = section
    } else {
      put(rest)
      if (indent === 0) section = undefined
    }
  }
  block?.put(block.lines.join('\n'))
  return result
}

function splitLine(line: string): [key: string, value: string] | undefined {
  const [, quoted, single, plain, rest = ''] =
    /^\s*(?:"([^"]*)"|'([^']*)'|([^\s#:][^:]*?))\s*:(?:\s+(.*))?$/.exec(line) ?? []
  const key = quoted ?? single ?? plain
  return key === undefined || key.startsWith('- ') ? undefined : [key, readScalar(rest.trim())]
}

function readScalar(text: string): string {
  const [, double] = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(text) ?? []
  if (double !== undefined) return double.replace(/\\(["\\/])/g, '$1')
  const [, single] = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(text) ?? []
  if (single !== undefined) return single.replaceAll("''", "'")
  return text.startsWith('#') ? '' : text.replace(/\s+#.*$/, '')
}
