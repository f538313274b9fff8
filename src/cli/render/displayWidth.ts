const segmenter = new Intl.Segmenter('en')
// East Asian wide characters and emoji take two columns: https://www.unicode.org/reports/tr11/
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

/** The text, cut with an ellipsis where it would take more than `columns`. */
export function shorten(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  let short = ''
  let width = 0
  for (const { segment } of segmenter.segment(text)) {
    width += wide.test(segment) ? 2 : 1
    if (width > columns - 1) break
    short += segment
  }
  return `${short}…`
}
