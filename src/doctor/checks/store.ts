import type { Check, Look } from '../doctor.ts'

/** What the store says of itself; reads no blobs. */
export const storeCheck: Check = {
  id: 'store',
  async look(_ground, { upkeep }) {
    const { address, total, quarantine, lost, verified } = await upkeep.readStatistics()
    const looks: Look[] = [
      { status: 'ok', says: `${address}: ${total.blobs} blobs, ${(total.bytes / 1e9).toFixed(1)} GB` },
    ]
    if (lost > 0) {
      looks.push({
        status: 'fail',
        says: `${lost} blobs were found damaged or missing and not fetched again`,
        mend: 'weighthouse verify --repair',
      })
    }
    if (quarantine.blobs > 0) {
      looks.push({
        status: 'warn',
        says: `${quarantine.blobs} damaged blobs lie in the quarantine of ${address}`,
        mend: 'Delete them by hand once their models are whole again.',
      })
    }
    const unread = total.blobs - verified.blobs
    if (unread > 0)
      looks.push({ status: 'ok', says: `${unread} blobs were not read again since they came: weighthouse verify` })
    return looks
  },
}
