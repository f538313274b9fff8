import { foldText } from './foldText.ts'

/*
 * What a word is, in names and in search texts. Its one home; writeTokens.ts reads ASCII by the same grammar, faster.
 *
 *   token = 1*( letter / digit / point )     of any script, after folding
 *   point = a "." with a digit 0-9 on both of its sides: `qwen2.5`, `v1.5`, `3.1`
 *
 * Everything else separates.
 */
const token = /(?:[\p{L}\p{N}]|(?<=[0-9])\.(?=[0-9]))+/gu

/** The words of a text, folded, in their order, repetitions included. */
export function tokenise(text: string): string[] {
  return foldText(text).match(token) ?? []
}
