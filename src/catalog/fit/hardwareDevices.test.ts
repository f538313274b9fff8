import { expect, test } from 'vitest'

import { isWeighthouseError } from '../../foundation/errors.ts'
import { findDevice, hardwareDevices } from './hardwareDevices.ts'

const GiB = 2 ** 30

function failure(text: string): { code: string; message: string; hint: string | undefined } {
  try {
    findDevice(text)
  } catch (error) {
    if (isWeighthouseError(error)) return { code: error.code, message: error.message, hint: error.hint }
    throw error
  }
  throw new Error(`${text} was found`)
}

test('all 251 devices are there, those with memory in bytes', () => {
  expect(hardwareDevices()).toHaveLength(251)
  expect(hardwareDevices().find(({ name }) => name === 'RTX 4090')).toEqual({
    name: 'RTX 4090',
    vendor: 'NVIDIA',
    kind: 'gpu',
    memoryBytes: [24 * GiB],
    aliases: [],
  })
  for (const device of hardwareDevices()) {
    expect(device.memoryBytes).toEqual(device.memoryBytes.toSorted((a, b) => a - b))
    for (const bytes of device.memoryBytes) expect(bytes).toBeGreaterThanOrEqual(GiB)
  }
})

test('every device with memory is found by its own name', () => {
  const devices = hardwareDevices().filter((device) => device.memoryBytes.length > 0)
  expect(devices.map((device) => findDevice(device.name).device)).toEqual(devices)
})

test.for([
  ['rtx 4090', 'RTX 4090', 24],
  ['NVIDIA GeForce RTX-4090', 'RTX 4090', 24],
  ['RTX 4090 24GB', 'RTX 4090', 24],
  ['dgx spark', 'GB10', 128],
  ['Apple M1', 'Apple M1', 8],
  ['m1 max 64 GB', 'Apple M1 Max', 64],
  ['rtx 2060 12gb', 'RTX 2060 12GB', 12],
] as const)('%s is %s with %i GB', ([text, name, size]) => {
  const { device, memory } = findDevice(text)
  expect([device.name, memory]).toEqual([name, size * GiB])
})

test('a name that is none is refused with near ones', () => {
  expect(failure('rtx 4009')).toEqual({
    code: 'INVALID_ARGUMENT',
    message: 'No device is called "rtx 4009".',
    hint: 'Near are: RTX 4090, RTX A4000, RTX 5090. The bytes of memory do as well.',
  })
  expect(failure('').code).toBe('INVALID_ARGUMENT')
  expect(failure('x'.repeat(10_000)).message.length).toBeLessThan(200)
})

test('a size that is not sold, and a processor, are refused', () => {
  expect(failure('M1 7gb').hint).toBe('It comes with 8 GB, 16 GB.')
  expect(failure('Intel Core 12th Generation (i9)').message).toContain('no memory of its own')
})
