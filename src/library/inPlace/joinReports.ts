import type { RootReport, ScanReport } from '../library.ts'

/** What a scan says that looked at nothing of the library itself. */
export function emptyReport(models: number): ScanReport {
  return { models, added: 0, changed: 0, removed: 0, problems: [], recovered: 0, roots: [] }
}

/** The report of the library's own folders and those of the roots as one. */
export function withRoots(report: ScanReport, roots: RootReport[]): ScanReport {
  const sum = (count: (root: RootReport) => number) => roots.reduce((total, root) => total + count(root), 0)
  return {
    ...report,
    added: report.added + sum(({ added }) => added),
    changed: report.changed + sum(({ changed, moved, returned }) => changed + moved + returned),
    models: report.models + sum(({ added }) => added),
    problems: [...report.problems, ...roots.flatMap(({ problems }) => problems)],
    roots,
  }
}
