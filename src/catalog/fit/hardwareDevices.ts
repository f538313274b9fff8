import { WeighthouseError } from '../../foundation/errors.ts'
import { hardwareTable } from './hardwareTable.ts'

export interface HardwareDevice {
  name: string
  vendor: string
  /** `unified`: the processor and its graphics share the memory. */
  kind: 'gpu' | 'cpu' | 'unified'
  /** Bytes, the smallest first, one for each size that is sold; empty for those that come without memory. */
  memoryBytes: number[]
  aliases: string[]
}

/** Makers say GB and mean 2^30 bytes. */
const gigabyte = 2 ** 30

let devices: readonly HardwareDevice[] | undefined

/** The devices of Hugging Face's hardware list, in its order. */
export function hardwareDevices(): readonly HardwareDevice[] {
  devices ??= hardwareTable.map(parseRow)
  return devices
}

function parseRow(row: string): HardwareDevice {
  const [name = '', vendor = '', kind = '', sizes = '', ...aliases] = row.split('|')
  return {
    name,
    vendor,
    kind: kind === 'gpu' || kind === 'unified' ? kind : 'cpu',
    memoryBytes: sizes
      .split(' ')
      .filter(Boolean)
      .map((size) => Number(size) * gigabyte)
      .toSorted((a, b) => a - b),
    aliases,
  }
}

/**
 * A device by its name, `rtx 4090`, `NVIDIA GeForce RTX 4090`, `m1 max 64gb`: letter case, spaces and hyphens do not matter,
 * nor does the maker's name. A size at the end picks one of several; without it the smallest is meant.
 *
 * @returns the device and its memory in bytes
 * @throws WeighthouseError INVALID_ARGUMENT for an unknown name (the hint has near ones), for a size that the device is
 *   not sold with, and for a device without memory of its own
 */
export function findDevice(text: string): { device: HardwareDevice; memory: number } {
  // Some are named with their size (`RTX 2060 12GB`), so the whole text is tried first.
  const whole = findByName(text.slice(0, 200))
  const [, name = '', size] = /^(.*?)[\s(]+(\d+)\s*gi?b\)?\s*$/i.exec(text.slice(0, 200)) ?? []
  const device = whole ?? findByName(name)
  if (!device) throw unknownDevice(text)
  const sizes = device.memoryBytes.map((bytes) => `${bytes / gigabyte} GB`).join(', ')
  const memory =
    size === undefined ? device.memoryBytes[0] : device.memoryBytes.find((bytes) => bytes === Number(size) * gigabyte)
  if (memory !== undefined) return { device, memory }
  if (device.memoryBytes.length === 0) {
    throw new WeighthouseError('INVALID_ARGUMENT', `${device.name} has no memory of its own.`, {
      hint: 'Give the bytes of memory instead of a device.',
      details: { device: device.name },
    })
  }
  throw new WeighthouseError('INVALID_ARGUMENT', `${device.name} does not come with ${size} GB.`, {
    hint: `It comes with ${sizes}.`,
    details: { device: device.name },
  })
}

function findByName(text: string): HardwareDevice | undefined {
  const wanted = simplify(text)
  return wanted === '' ? undefined : hardwareDevices().find((device) => namesOf(device).includes(wanted))
}

const fillers = /\b(?:nvidia|geforce|amd|radeon|intel|apple|qualcomm|gpu|graphics)\b/g

function simplify(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(fillers, '')
    .replaceAll(/[^a-z0-9]/g, '')
}

function namesOf(device: HardwareDevice): string[] {
  return [device.name, ...device.aliases].map(simplify)
}

function unknownDevice(text: string): WeighthouseError {
  const wanted = simplify(text.slice(0, 200))
  const near = hardwareDevices()
    .filter((device) => device.memoryBytes.length > 0)
    .map((device) => ({ device, distance: Math.min(...namesOf(device).map((name) => editDistance(name, wanted))) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ device }) => device.name)
  return new WeighthouseError('INVALID_ARGUMENT', `No device is called ${JSON.stringify(text.slice(0, 100))}.`, {
    hint: `Near are: ${near.join(', ')}. The bytes of memory do as well.`,
    details: { near },
  })
}

/** Letters to put in, take out, change, or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const change = at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1])
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : change
      row.push(Math.min(change, swap, at(i - 1, j) + 1, at(i, j - 1) + 1))
    }
  }
  return at(a.length, b.length)
}
