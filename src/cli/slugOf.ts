import { parseModelReference } from '../ids/modelReference.ts'

/** What people write for a library model: its slug, or `owner/name` as they pulled it. */
export function slugOf(text: string): string {
  return text.includes('/') ? parseModelReference(text).slug : text
}
