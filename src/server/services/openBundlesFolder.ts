import { realpath } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { makeFolder } from '../../foundation/files/makeFolder.ts'
import { joinInside } from '../../ids/safePath.ts'

/** The folder that callers over the network may name files in. */
export interface BundlesFolder {
  /**
   * The absolute path of a name in the folder.
   * @throws WeighthouseError UNSAFE_PATH when it leads out of it, through a link too
   */
  resolve: (name: string) => Promise<string>
  /** The name of a path in it. */
  show: (path: string) => string
}

/** Opens `<home>/bundles`, which is made if it is not there. */
export async function openBundlesFolder(home: string): Promise<BundlesFolder> {
  const folder = join(home, 'bundles')
  await makeFolder(folder)
  const root = await realpath(folder)
  return {
    async resolve(name) {
      const path = joinInside(folder, name)
      const real = (await ifPresent(realpath(path))) ?? (await ifPresent(realpath(dirname(path))))
      if (real === undefined || real === root || real.startsWith(root + sep)) return path
      throw new WeighthouseError('UNSAFE_PATH', `${JSON.stringify(name)} leads out of ${folder}.`, {
        hint: 'Put the file itself there, not a link to it.',
        details: { path: name },
      })
    },
    show: (path) => relative(folder, path).split(sep).join('/'),
  }
}
