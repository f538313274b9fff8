/**
 * A text from outside, safe to print: names of models and files may hold anything, also the control sequences that move
 * a terminal's cursor and the marks that turn the reading direction around. Each becomes one `�`.
 */
export function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '�')
}
