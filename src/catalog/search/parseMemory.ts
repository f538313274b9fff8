import { WeighthouseError } from '../../foundation/errors.ts'
import { parseByteSize } from '../../foundation/parseQuantity.ts'
import { findDevice } from '../fit/hardwareDevices.ts'

/** Less holds no model: someone left out the unit. */
const leastBytes = 2 ** 20

/**
 * Bytes of memory: a size (`24GB`, `24GiB`, `25769803776`), or a device and what it comes with (`rtx 4090`,
 * `m1 max 64gb`).
 * @throws WeighthouseError INVALID_ARGUMENT for an unknown device, or less than a mebibyte
 */
export function parseMemory(text: string): number {
  const bytes = parseByteSize(text)
  if (bytes === undefined) return findDevice(text).memory
  if (bytes >= leastBytes) return bytes
  throw new WeighthouseError('INVALID_ARGUMENT', `memory: ${text.trim()} bytes hold no model.`, {
    hint: `Write the unit: ${text.trim().replace(/\D+$/, '')}GB.`,
    details: { field: 'memory' },
  })
}
