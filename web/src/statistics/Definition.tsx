/** What a figure counts, in the server's words. */
export function Definition({ text }: { text: string | undefined }) {
  if (text === undefined) return null
  return <p className="mb-3 max-w-3xl text-2xs text-faint">{text}</p>
}
