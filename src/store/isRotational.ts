import { readFile, realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'

import { ifPresent } from '../foundation/files/ifPresent.ts'

/**
 * True when the drive under `path` turns, so that two reads at a time are slower than one after the other. Only Linux
 * tells: https://docs.kernel.org/admin-guide/sysfs-rules.html, `queue/rotational` of the drive or of the drive that a
 * partition lies on. Where nobody tells (network drives, other systems), it is taken for one that does not; so is a virtual
 * machine's drive (virtio, Xen), whose flag is set whatever lies below.
 */
export async function isRotational(path: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const { dev } = await stat(path, { bigint: true })
  // https://man7.org/linux/man-pages/man3/makedev.3.html, as glibc packs it
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn)
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn)
  for (const folder of ['queue', '../queue']) {
    const text = await ifPresent(readFile(`/sys/dev/block/${major}:${minor}/${folder}/rotational`, 'utf8'), 'EACCES')
    if (text !== undefined) return text.trim() === '1' && !(await isVirtual(`/sys/dev/block/${major}:${minor}`))
  }
  return false
}

/** Drives are called vda or xvda then. https://docs.kernel.org/admin-guide/devices.html */
async function isVirtual(device: string): Promise<boolean> {
  return /^x?vd[a-z]/.test(basename(await realpath(device)))
}
