import type { Verdict } from '../../../src/formats/scan/verdict.ts'

/** A pickle that was put together opcode by opcode, and what is to be thought of it. Never run. */
export interface CraftedPickle {
  title: string
  bytes: Buffer
  verdict: Verdict
  /** Imports that the report must name. */
  imports: string[]
}

export function craft(verdict: Verdict, title: string, bytes: Buffer, ...imports: string[]): CraftedPickle {
  return { title, bytes, verdict, imports }
}
