import type { TagKind } from './source.ts'

const prefixedKinds: ReadonlySet<string> = new Set<TagKind>(['license', 'dataset', 'arxiv', 'doi', 'region'])

/** A tag as Hugging Face writes it: `license:mit` and `region:us` with their kind, `text-generation` and `en` without. */
export function tagText({ tag, kind }: { tag: string; kind: string }): string {
  return prefixedKinds.has(kind) ? `${kind}:${tag}` : tag
}
