import type { Check } from '../doctor.ts'

/** The folders outside of the library whose models are known in place. */
export const rootsCheck: Check = {
  id: 'roots',
  async look(_ground, { library }) {
    const roots = library.roots()
    if (roots.length === 0) return [{ status: 'ok', says: 'No folder of yours is a root' }]
    return roots.map(({ name, path, online, offlineReason, missing, models }) => {
      if (!online) {
        return {
          status: 'warn',
          says: `${name} (${path}) is offline: ${offlineReason}`,
          mend: 'Plug the drive in, or forget it: weighthouse root remove. Until then its models are kept.',
        }
      }
      if (missing > 0)
        return {
          status: 'warn',
          says: `${missing} of ${models} models of ${name} (${path}) are gone`,
          mend: 'weighthouse scan',
        }
      return { status: 'ok', says: `${name} (${path}): ${models} models` }
    })
  },
}
