import type { Verdict } from '../scan/verdict.ts'
import { dangerousModules, dangerousNames, dangerousSteps } from './dangerousImports.ts'
import { harmlessImports } from './harmlessImports.ts'

/**
 * What it means that a pickle imports `name` from `module`. `name` may have dots, which are steps from attribute to
 * attribute, so that `system` of `os` is also reached as `os.system` of any module that uses `os`.
 */
export function judgeImport(module: string, name: string): Verdict {
  const modules = module.split('.')
  for (let length = 1; length <= modules.length; length++) {
    const parent = modules.slice(0, length).join('.')
    if (dangerousModules.has(parent)) return 'dangerous'
    // `builtins` + `eval.__call__`, or a class that is written as if it were a module.
    const rest = [...modules.slice(length), ...name.split('.')]
    if (rest[0] !== undefined && dangerousNames.get(parent)?.has(rest[0])) return 'dangerous'
  }
  if (harmlessImports.get(module)?.has(name)) return 'safe'
  const steps = [...modules.slice(1), ...name.split('.')]
  return steps.some((step) => dangerousSteps.has(step)) ? 'dangerous' : 'suspicious'
}
