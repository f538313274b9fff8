import { z } from 'zod'

import { plainText } from './plainText.ts'
import { printUnsafe } from './printUnsafe.ts'

const safetyOfPull = z.object({
  unsafe: z.array(z.object({ path: z.string(), verdict: z.string(), reasons: z.array(z.string()) })).catch([]),
  blocked: z.array(z.string()).catch([]),
})

/** What the result of a pull or scan job says of files that are not safe. Returns how many the policy has blocked. */
export function printPullSafety(result: Record<string, unknown>): number {
  const { unsafe, blocked } = safetyOfPull.parse(result)
  printUnsafe(unsafe)
  for (const path of blocked) process.stdout.write(`kept out of the library: ${plainText(path)}\n`)
  if (blocked.length > 0) process.stdout.write('Let them in with: weighthouse pull MODEL --allow-dangerous\n')
  return blocked.length
}
