import { z } from 'zod'

import { formatBytes, formatInteger, plural } from './formatNumbers.ts'
import { plainText } from './plainText.ts'
import { printPullSafety } from './printPullSafety.ts'
import { printTable } from './printTable.ts'

const problems = z.array(z.object({ path: z.string(), reason: z.string() })).catch([])
const count = z.number().catch(0)

const rootSchema = z.object({
  path: z.string(),
  online: z.boolean(),
  offlineReason: z.string().optional(),
  layouts: z.array(z.string()),
  models: count,
  added: count,
  changed: count,
  moved: count,
  returned: count,
  missing: count,
  unchanged: count,
  keptOut: count,
  unfinished: z.array(z.string()),
  suggested: z.array(z.string()),
  listed: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      layout: z.string(),
      state: z.string(),
      files: count,
      sizeBytes: count,
    }),
  ),
})
const resultSchema = z.looseObject({
  models: count,
  added: count,
  changed: count,
  removed: count,
  recovered: count,
  problems,
  roots: z.array(rootSchema).catch([]),
})

const mostListed = 20
const mostProblems = 20

/** What a scan found, for people. */
export function printScan(
  result: Record<string, unknown>,
  { path, dryRun }: { path: string | undefined; dryRun: boolean },
): void {
  const report = resultSchema.parse(result)
  if (path === undefined && !dryRun) {
    for (const [name, value] of Object.entries(report)) {
      if (typeof value === 'number') process.stdout.write(`${name.padEnd(12)}${value}\n`)
    }
  }
  for (const root of report.roots) printRoot(root, dryRun)
  for (const problem of report.problems.slice(0, mostProblems)) {
    process.stdout.write(`problem     ${plainText(problem.path)}: ${plainText(problem.reason)}\n`)
  }
  if (report.problems.length > mostProblems) {
    process.stdout.write(`${report.problems.length - mostProblems} more problems: see them with --json\n`)
  }
  printPullSafety(result)
}

function printRoot(root: z.infer<typeof rootSchema>, dryRun: boolean): void {
  if (!root.online) {
    process.stdout.write(
      `${plainText(root.path)} is offline: ${root.offlineReason}. Its ${plural(root.models, 'model')} stay known.\n`,
    )
    if (root.offlineReason === 'all its models are gone at once') {
      process.stdout.write(`If they are really gone: weighthouse scan ${plainText(root.path)} --emptied\n`)
    }
    return
  }
  const layouts = root.layouts.length === 0 ? '' : ` (${root.layouts.join(', ')})`
  process.stdout.write(`${plainText(root.path)}${layouts}: ${plural(root.models, 'model')}\n`)
  const counts = (['added', 'changed', 'moved', 'returned', 'missing', 'unchanged'] as const)
    .filter((name) => root[name] > 0)
    .map((name) => `${formatInteger(root[name])} ${dryRun && name === 'added' ? 'would be added' : name}`)
  if (counts.length > 0) process.stdout.write(`  ${counts.join(', ')}\n`)
  if (root.listed.length > 0) {
    printTable(
      [
        { title: 'MODEL', flexible: true },
        { title: 'LAYOUT', spare: 2 },
        { title: 'FILES', align: 'right', spare: 3 },
        { title: 'SIZE', align: 'right' },
        { title: 'PATH', spare: 1 },
      ],
      root.listed
        .slice(0, mostListed)
        .map((model) => [
          plainText(model.name),
          model.layout,
          formatInteger(model.files),
          formatBytes(model.sizeBytes),
          plainText(model.path),
        ]),
    )
    if (root.listed.length > mostListed) process.stdout.write(`… and more: weighthouse list\n`)
  }
  if (root.keptOut > 0) {
    const again = `weighthouse scan ${plainText(root.path)} --again`
    process.stdout.write(
      `${plural(root.keptOut, 'model')} that you removed: left out. To take up all again: ${again}\n`,
    )
  }
  for (const path of root.unfinished) process.stdout.write(`unfinished download: ${plainText(path)}\n`)
  for (const path of root.suggested)
    process.stdout.write(`it also reads models from ${plainText(path)}: weighthouse scan ${plainText(path)}\n`)
}
