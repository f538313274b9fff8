import { judgeImport } from '../pickle/judgeImport.ts'
import { type Verdict, verdicts, worseOf } from './verdict.ts'

/** Something that a file has a program import when it is loaded. */
export interface ScannedImport {
  /** `os.system`. */
  name: string
  verdict: Verdict
}

/** What a scan has found so far, of one file or of a part that may turn out to be nothing. */
export interface Findings {
  /** The file asks for `name` of `module`. */
  addImport(module: string, name: string): void
  /** Something else speaks against the file: `reason` completes "… because ". */
  add(verdict: Verdict, reason: string): void
  /** Takes over what was found in a part of the file. */
  addAll(part: Findings): void
  verdict(): Verdict
  /** The worst first, then by name. */
  imports(): ScannedImport[]
  /** Without those that the imports are. */
  reasons(): { verdict: Verdict; reason: string }[]
}

const mostImports = 200
const mostReasons = 50
const longestName = 200

export function createFindings(): Findings {
  const imports = new Map<string, Verdict>()
  const reasons = new Map<string, Verdict>()
  let worst: Verdict = 'safe'

  function keep(verdict: Verdict, name: string): void {
    worst = worseOf(worst, verdict)
    if (imports.has(name)) return
    if (imports.size >= mostImports) {
      // A dangerous one is never pushed out by a flood of others.
      const [milder] = [...imports].find(([, other]) => verdicts.indexOf(other) < verdicts.indexOf(verdict)) ?? []
      if (milder === undefined) return
      imports.delete(milder)
    }
    imports.set(name, verdict)
  }

  function add(verdict: Verdict, reason: string): void {
    worst = worseOf(worst, verdict)
    const known = reasons.get(reason)
    if (known !== undefined) reasons.set(reason, worseOf(known, verdict))
    else if (reasons.size < mostReasons) reasons.set(reason, verdict)
  }

  return {
    addImport: (module, name) => keep(judgeImport(module, name), shorten(`${module}.${name}`)),
    add,
    addAll(part) {
      for (const { name, verdict } of part.imports()) keep(verdict, name)
      for (const { verdict, reason } of part.reasons()) add(verdict, reason)
    },
    verdict: () => worst,
    imports: () =>
      [...imports]
        .map(([name, verdict]) => ({ name, verdict }))
        .sort((a, b) => verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict) || (a.name < b.name ? -1 : 1)),
    reasons: () => [...reasons].map(([reason, verdict]) => ({ verdict, reason })),
  }
}

/** Names come from the file: they may be anything, of any length. */
function shorten(name: string): string {
  return (name.length > longestName ? `${name.slice(0, longestName)}…` : name).toWellFormed()
}
