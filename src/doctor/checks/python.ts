import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { exists } from '../../library/renameWithoutReplacing.ts'
import type { Check, Look } from '../doctor.ts'

const run = promisify(execFile)
const patienceMs = 10 * 60_000

/**
 * Python packages that a part of an application needs to load what Weighthouse links into it. Whether one is there is told
 * by the folders of the application's environment: nothing of it is run, unless it is to be installed with consent.
 */
const needs = [{ app: 'comfyui', part: 'custom_nodes/ComfyUI-GGUF', pack: 'gguf' }]

export const pythonCheck: Check = {
  id: 'python',
  async look({ signal }, { apps }) {
    const looks: Look[] = []
    for (const { id, app, path, linkSupport } of await apps.list()) {
      for (const need of needs) {
        if (need.app !== app || !linkSupport.online || !(await exists(join(path, need.part)))) continue
        looks.push(await lookAt({ id, path, ...need, signal }))
      }
    }
    return looks.length > 0 ? looks : [{ status: 'ok', says: 'No application needs a Python package that is known of' }]
  },
}

async function lookAt(need: {
  id: string
  path: string
  part: string
  pack: string
  signal: AbortSignal
}): Promise<Look> {
  const { id, path, part, pack, signal } = need
  const python = await findPython(path)
  if (python === undefined) {
    return {
      status: 'warn',
      says: `${id}: ${part} needs the Python package ${pack}; its environment was not found`,
      mend: `pip install ${pack}, in the environment that starts ${id}`,
    }
  }
  const folders = await sitePackages(python)
  for (const folder of folders) {
    if (await exists(join(folder, pack))) return { status: 'ok', says: `${id}: ${pack} is in ${folder}` }
  }
  return {
    status: 'warn',
    says: `${id}: ${part} needs the Python package ${pack}, which ${python} does not have`,
    mend: `${python} -m pip install ${pack}`,
    fix: {
      consent: true,
      work: async () => void (await run(python, ['-m', 'pip', 'install', pack], { signal, timeout: patienceMs })),
    },
  }
}

/** The interpreter of an environment in or beside the application's folder, as installers make them. */
async function findPython(path: string): Promise<string | undefined> {
  const places = [
    join(path, 'venv/bin/python'),
    join(path, '.venv/bin/python'),
    join(path, 'venv/Scripts/python.exe'),
    join(path, '.venv/Scripts/python.exe'),
    join(dirname(path), 'python_embeded/python.exe'),
  ]
  for (const place of places) if (await exists(place)) return place
  return undefined
}

async function sitePackages(python: string): Promise<string[]> {
  const base = dirname(dirname(python))
  const windows = [join(base, 'Lib/site-packages'), join(dirname(python), 'Lib/site-packages')]
  const versions = ((await ifPresent(readdir(join(base, 'lib')))) ?? []).filter((name) => name.startsWith('python'))
  return [...versions.map((name) => join(base, 'lib', name, 'site-packages')), ...windows]
}
