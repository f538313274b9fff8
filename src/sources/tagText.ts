import type { TagKind } from './source.ts'

const prefixedKinds: ReadonlySet<string> = new Set<TagKind>(['license', 'dataset', 'arxiv', 'doi', 'region', 'base'])

/**
 * A tag as Hugging Face writes it: `license:mit` and `region:us` with their kind, `text-generation` and `en` without.
 * CivitAI's families are written in the same manner: `base:SDXL 1.0`.
 */
export function tagText({ tag, kind }: { tag: string; kind: string }): string {
  return prefixedKinds.has(kind) ? `${kind}:${tag}` : tag
}
