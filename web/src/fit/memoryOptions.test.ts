import { create } from '@bufbuild/protobuf'
import { expect, it } from 'vitest'

import { hardwareDevices } from '#catalog/fit/hardwareDevices.ts'
import { parseMemory } from '#catalog/search/parseMemory.ts'
import { DeviceSchema } from '#gen/model_pb.ts'

import { formatContext, memoryOptions } from './memoryOptions.ts'

const devices = hardwareDevices().map((device) =>
  create(DeviceSchema, { ...device, memoryBytes: device.memoryBytes.map(BigInt) }),
)

it('offers only what the API can read as a memory', () => {
  const offered = [
    ...memoryOptions(devices, ''),
    ...['r', 'm', 'a', 'x', 'i'].flatMap((word) => memoryOptions(devices, word)),
  ]
  expect(offered.length).toBeGreaterThan(100)
  for (const { memory } of offered) expect(parseMemory(memory), memory).toBeGreaterThan(2 ** 30)
})

it('finds a device by its words, each size by itself', () => {
  expect(memoryOptions(devices, 'rtx 3080 ti').map(({ memory }) => memory)).toContain('RTX 3080 Ti')
  const sizes = memoryOptions(devices, '5060 ti').map(({ memory }) => memory)
  expect(sizes).toEqual(['RTX 5060 Ti 8GB', 'RTX 5060 Ti 16GB'])
  expect(sizes.map(parseMemory)).toEqual(devices.find(({ name }) => name === 'RTX 5060 Ti')?.memoryBytes.map(Number))
})

it('writes a context in thousands where it is a round number of them', () => {
  expect([4096, 131_072, 5000].map(formatContext)).toEqual(['4k', '128k', '5000'])
})
