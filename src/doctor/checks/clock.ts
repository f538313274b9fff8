import { toWeighthouseError } from '../../foundation/errors.ts'
import type { Check } from '../doctor.ts'

const mostAwayMs = 2 * 60_000

/** The clock of this machine against that of a source: signed addresses and certificates need it to be right. */
export const clockCheck: Check = {
  id: 'clock',
  async look({ config, clock, online, signal }, { http }) {
    if (!online)
      return [{ status: 'ok', says: `It is ${new Date(clock()).toISOString()} here; --online compares that` }]
    try {
      const response = await http.request({ url: `${config.hfEndpoint}/api/models?limit=1`, retries: 0, signal })
      response.body.destroy()
      const theirs = Date.parse(response.headers['date'] ?? '')
      if (Number.isNaN(theirs))
        return [{ status: 'warn', says: `${config.hfEndpoint} does not say what time it is`, mend: '' }]
      const away = Math.abs(clock() - theirs)
      const says = `The clock is ${Math.round(away / 1000)} seconds from that of ${config.hfEndpoint}`
      if (away <= mostAwayMs) return [{ status: 'ok', says }]
      return [{ status: 'fail', says, mend: 'Set the clock: timedatectl set-ntp true.' }]
    } catch (error) {
      signal.throwIfAborted()
      return [
        {
          status: 'warn',
          says: `The clock could not be compared: ${toWeighthouseError(error).message}`,
          mend: 'Try again when the source can be reached.',
        },
      ]
    }
  },
}
