const shared = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => [`shared/part-${index}.bin`, `same ${index}`]),
)

function revision(name: string): Record<string, string> {
  const changing = Array.from({ length: 20 }, (_, index) => [`changing/part-${index}.bin`, `${name} ${index}`])
  return { ...shared, ...Object.fromEntries(changing), 'config.json': name, [`only-${name}/note.txt`]: name }
}

/** Two revisions that share some files, change others, and each have one of their own. */
export const shelvingRevisions: [
  [commit: string, files: Record<string, string>],
  [commit: string, files: Record<string, string>],
] = [
  ['old', revision('old')],
  ['new', revision('new')],
]
