import { z } from 'zod'

import { formatBytes, plural } from './formatNumbers.ts'
import { plainText } from './plainText.ts'

const resultSchema = z.object({
  models: z
    .array(
      z.object({
        slug: z.string(),
        name: z.string(),
        from: z.string(),
        files: z.number(),
        sizeBytes: z.number(),
        path: z.string().optional(),
        skipped: z.string().optional(),
      }),
    )
    .catch([]),
  problems: z.array(z.object({ path: z.string(), reason: z.string() })).catch([]),
})

const verbs = { move: 'Moved', copy: 'Copied', link: 'Linked' }

/** What an import did, for people. */
export function printImport(
  result: Record<string, unknown>,
  { method, dryRun }: { method: 'move' | 'copy' | 'link'; dryRun: boolean },
): void {
  const { models, problems } = resultSchema.parse(result)
  for (const model of models) {
    const what = `${plainText(model.name)} (${plural(model.files, 'file')}, ${formatBytes(model.sizeBytes)})`
    if (model.skipped !== undefined) process.stdout.write(`Left out ${what}: ${model.skipped}\n`)
    else if (dryRun) process.stdout.write(`Would ${method} ${what} from ${plainText(model.from)}\n`)
    else process.stdout.write(`${verbs[method]} ${what} to ${plainText(model.path ?? '')}\n`)
  }
  if (method === 'link' && !dryRun && models.some(({ path }) => path !== undefined)) {
    process.stdout.write('Both names share the same bytes: a program that writes into one changes the other.\n')
  }
  for (const { path, reason } of problems) process.stdout.write(`problem   ${plainText(path)}: ${plainText(reason)}\n`)
}
