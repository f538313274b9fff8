import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { listChanges } from '../../library/order/changeNotes.ts'
import { isAbandoned } from '../../library/shelvingMarker.ts'
import { listTrash } from '../../library/trash/listTrash.ts'
import type { Check, Look } from '../doctor.ts'

/** What killed processes left: changes of the library that were cut off, and a models.db that was set aside. */
export const leftoversCheck: Check = {
  id: 'leftovers',
  async look({ clock }, { library, order }) {
    const { directory } = library
    const looks: Look[] = []
    const { cutOff, strangers, entries } = await listTrash(directory)
    const { changes: all, unreadable } = await listChanges(directory)
    const changes = all.filter(({ note }) => note.state === 'open')
    const own = new Set<string>()
    const abandoned = [...cutOff, ...changes].filter(({ note }) => isAbandoned(note, clock(), own))
    if (abandoned.length > 0) {
      looks.push({
        status: 'warn',
        says: `${abandoned.length} changes of the library were cut off: ${abandoned.map(({ id }) => id).join(', ')}`,
        mend: 'They are brought to their end, or taken back.',
        fix: { work: async () => void (await order.recover()) },
      })
    }
    for (const { id, note, folder } of entries) {
      if (note.state !== 'emptying') continue
      looks.push({
        status: 'warn',
        says: `${id} in the trash is half emptied; what is left in ${folder} is yours`,
        mend: 'Take your files out of there, then: weighthouse trash empty',
      })
    }
    for (const path of unreadable) {
      looks.push({
        status: 'warn',
        says: `${path} is no note of a change`,
        mend: 'Move it away: what it says cannot be taken back.',
      })
    }
    for (const path of strangers)
      looks.push({
        status: 'warn',
        says: `${path} is nothing of ours`,
        mend: 'Move it out of the trash of the library.',
      })
    for (const name of await readdir(directory)) {
      if (/^models\.db\.broken-\d+$/.test(name)) {
        looks.push({
          status: 'warn',
          says: `${join(directory, name)} is a damaged index that was replaced`,
          mend: 'It is not needed any more; delete it by hand.',
        })
      }
    }
    return looks.length > 0 ? looks : [{ status: 'ok', says: `Nothing is left over in ${dirname(directory)}` }]
  },
}
