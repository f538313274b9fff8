import type { CatalogStatistics } from '../catalog.ts'
import type { DocSet } from '../index/docSet.ts'
import type { Slice, SlicedWork } from '../runInSlices.ts'
import { takeFirst } from '../takeFirst.ts'
import { walkKeys } from './walkKeys.ts'

const mostTasks = 100
const licensesOfTask = 10

interface TaskCount {
  task: number
  count: number
  licenses: Map<number, number>
}

/** Licences by task, the most frequent tasks first. */
export function* countLicenses(slice: Slice, models: DocSet): SlicedWork<CatalogStatistics['licenseByTask']> {
  const byTask = new Map<number, TaskCount>()
  yield* walkKeys(slice, models, (keys) => {
    const [tasks, licenses] = [slice.view.single('task'), slice.view.single('license')]
    for (const key of keys) {
      const task = tasks[key]!
      if (task === 0) continue
      let counted = byTask.get(task)
      if (!counted) byTask.set(task, (counted = { task, count: 0, licenses: new Map() }))
      counted.count++
      const license = licenses[key]!
      if (license !== 0) counted.licenses.set(license, (counted.licenses.get(license) ?? 0) + 1)
    }
  })
  const { view } = slice
  return takeFirst(byTask.values(), mostTasks, (a, b) => b.count - a.count || a.task - b.task).map((counted) => ({
    task: view.attribute(counted.task).value,
    count: counted.count,
    licenses: takeFirst(counted.licenses, licensesOfTask, (a, b) => b[1] - a[1] || a[0] - b[0]).map(
      ([license, count]) => ({ license: view.attribute(license).value, count }),
    ),
  }))
}
