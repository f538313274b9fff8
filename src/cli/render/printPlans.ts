import { dirname, relative, sep } from 'node:path'
import { styleText } from 'node:util'

import type { MapPlan } from '../../gen/weighthouse/v1/app_pb.ts'
import { plural } from './formatNumbers.ts'
import { plainText } from './plainText.ts'
import { wrapText } from './wrapText.ts'

const colours: Record<string, Parameters<typeof styleText>[0]> = {
  create: 'green',
  keep: 'dim',
  repair: 'yellow',
  remove: 'magenta',
  conflict: 'red',
  skip: 'dim',
}

/** What one thinks of without being told why; the reasons of the others are printed. */
const plain = new Set(['create', 'keep', 'remove'])

/** Prints each plan: its links by folder, what is not done and why, then the sums. */
export function printPlans(plans: MapPlan[], output: NodeJS.WriteStream = process.stdout): void {
  if (plans.length === 0) output.write('No application is known. Add one with: weighthouse app add comfyui PATH\n')
  for (const plan of plans) {
    if (plan.problem) {
      const { message, hint } = plan.problem
      const more = hint === '' ? '' : `\n  ${plainText(hint)}`
      output.write(
        `${plan.appId}: ${styleText('red', 'nothing was done', { stream: output })}: ${plainText(message)}${more}\n`,
      )
      continue
    }
    const root = commonFolder(plan.actions.flatMap(({ targetPath }) => (targetPath === '' ? [] : [targetPath])))
    if (root !== '') output.write(`${plan.appId}, in ${plainText(root)}\n`)
    for (const { action, place, count, reason } of groupActions(plan.actions, root)) {
      const colour = colours[action]
      const label = action.padEnd(8)
      const more = count > 1 ? `  ${plural(count, 'link')}` : ''
      output.write(
        `  ${colour ? styleText(colour, label, { stream: output }) : label}  ${wrapText(`${plainText(place)}${more}${reason === '' ? '' : `  ${plainText(reason)}`}`, 12, output)}\n`,
      )
    }
    output.write(`${plan.appId}: ${describeSums(plan)}${plan.applied ? '' : ' (dry run: nothing was done)'}\n`)
  }
}

interface Group {
  action: string
  place: string
  count: number
  reason: string
}

/** One line for the links of a folder that are treated alike; conflicts, repairs and skips stand for themselves. */
export function groupActions(
  actions: Pick<MapPlan['actions'][number], 'action' | 'targetPath' | 'slug' | 'reason' | 'warning'>[],
  root: string,
): Group[] {
  const keyOf = ({ action, targetPath, warning }: { action: string; targetPath: string; warning: string }) =>
    plain.has(action) && targetPath !== '' && warning === '' ? `${action} ${dirname(targetPath)}` : undefined
  const groups = Map.groupBy(actions, keyOf)
  return actions.flatMap((one): Group[] => {
    const { action, targetPath, slug, reason, warning } = one
    const key = keyOf(one)
    const place = targetPath === '' ? slug : relative(root, targetPath)
    if (key === undefined) return [{ action, place, count: 1, reason: warning === '' ? reason : warning }]
    const alike = groups.get(key) ?? []
    if (alike[0] !== one) return []
    if (alike.length === 1) return [{ action, place, count: 1, reason: '' }]
    return [{ action, place: `${relative(root, dirname(targetPath)) || '.'}${sep}`, count: alike.length, reason: '' }]
  })
}

/** The innermost folder that holds all of these files; empty without files. */
function commonFolder(paths: string[]): string {
  const [first, ...rest] = paths.map((path) => dirname(path).split(sep))
  if (!first) return ''
  const shared = rest.reduce((common, parts) => {
    const end = common.findIndex((part, index) => part !== parts[index])
    return end < 0 ? common : common.slice(0, end)
  }, first)
  return shared.join(sep) || sep
}

function describeSums(plan: MapPlan): string {
  const sums: [number, string][] = [
    [plan.created, plan.applied ? 'created' : 'to create'],
    [plan.kept, 'kept'],
    [plan.repaired, plan.applied ? 'repaired' : 'to repair'],
    [plan.removed, plan.applied ? 'removed' : 'to remove'],
    [plan.conflicts, 'in conflict'],
    [plan.skipped, 'skipped'],
  ]
  const some = sums.filter(([count]) => count > 0).map(([count, label]) => `${count} ${label}`)
  return some.length === 0 ? 'no links' : some.join(', ')
}
