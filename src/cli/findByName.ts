/** What people call a thing that has an id: the id itself, or its name in any letter case. Returns the id. */
export function findByName(things: readonly { id: string; name: string }[], idOrName: string): string {
  const named = (name: string) => name.toLowerCase() === idOrName.trim().toLowerCase()
  return things.find(({ id, name }) => id === idOrName || named(name))?.id ?? idOrName
}
