import type { Check } from '../doctor.ts'

/** The applications: their folders, versions, and the links that they allow. */
export const appsCheck: Check = {
  id: 'apps',
  async look(_ground, { apps }) {
    const installations = await apps.list()
    if (installations.length === 0)
      return [{ status: 'ok', says: 'No application is known; add one with weighthouse app add' }]
    return installations.map(({ id, version, path, modelsPath, linkSupport }) => {
      if (!linkSupport.online) {
        return {
          status: 'warn',
          says: `${id}: ${modelsPath} is not there`,
          mend: `Plug its drive in, or forget it: weighthouse app remove ${id}`,
        }
      }
      const links = linkSupport.hardlink
        ? 'symbolic and hard links'
        : linkSupport.symlink
          ? 'symbolic links'
          : 'no links'
      const says = `${id} ${version} at ${path}: ${links}`
      if (linkSupport.symlink || linkSupport.hardlink) return { status: 'ok', says }
      return {
        status: 'warn',
        says,
        mend: 'Its file system has no links: use an application that reads other folders by its settings, or move it.',
      }
    })
  },
}
