export type Sections = Record<string, ArrayBufferView<ArrayBuffer>>

type ArrayType<A> = abstract new (...args: never[]) => A

/** @throws TypeError when the section is missing or of none of these types */
export function readSection<A>(sections: Readonly<Sections>, name: string, types: readonly ArrayType<A>[]): A {
  const section: unknown = sections[name]
  for (const type of types) if (section instanceof type) return section
  throw new TypeError(`The part of the search index has no section ${name} of the right type`)
}
