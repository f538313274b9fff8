/*
 * SwarmUI's settings are written in FDS: `Key: value` lines, sections by indentation with tabs or spaces, `#` comments.
 * https://github.com/FreneticLLC/FreneticUtilities, FreneticDataSyntax: in values a backslash is written `\s`.
 */

export interface FdsLine {
  /** Characters from `start` up to `end`, without the line end. */
  start: number
  end: number
  /** Where the value begins. */
  valueStart: number
  key: string
  value: string
}

/** The lines of a section, which is a key at the left edge without a value; undefined when there is no such section. */
export function readFdsSection(
  text: string,
  section: string,
): { after: number; indent: string; lines: FdsLine[] } | undefined {
  const lines: FdsLine[] = []
  let inside = false
  let after = 0
  let indent = '\t'
  let at = 0
  for (const line of text.split('\n')) {
    const start = at
    at += line.length + 1
    const bare = line.replace(/\r$/, '')
    const parts = /^([ \t]*)([^#\s][^:]*):[ \t]?(.*)$/.exec(bare)
    if (!parts) continue
    const [, space = '', key = '', value = ''] = parts
    if (space === '') {
      if (inside) break
      inside = key === section && value.trim() === ''
      after = Math.min(at, text.length)
      continue
    }
    if (!inside) continue
    if (lines.length === 0) indent = space
    if (space !== indent) continue
    const end = start + bare.length
    lines.push({ start, end, valueStart: end - value.length, key, value: unescapeFds(value) })
  }
  return inside || lines.length > 0 ? { after, indent, lines } : undefined
}

export function escapeFds(value: string): string {
  return value.replaceAll('\\', '\\s').replaceAll('\t', '\\t')
}

function unescapeFds(value: string): string {
  return value.replaceAll('\\t', '\t').replaceAll('\\s', '\\').trim()
}
