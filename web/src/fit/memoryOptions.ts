import type { Device } from '#gen/model_pb.ts'

/** A memory to choose, as `memory` of the API takes it. */
export interface MemoryOption {
  memory: string
  /** What kind of thing it is: "NVIDIA, 24 GB". */
  note: string
}

const sizes = ['8GB', '12GB', '16GB', '24GB', '32GB', '48GB', '64GB', '80GB', '128GB', '192GB']
const most = 50

/** Plain sizes before anything is typed, then the devices that have every word in their name. */
export function memoryOptions(devices: readonly Device[], text: string): MemoryOption[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return sizes.map((memory) => ({ memory, note: 'of memory' }))
  return devices
    .filter(({ vendor, name, aliases, memoryBytes }) => {
      const whole = [vendor, name, ...aliases].join(' ').toLowerCase()
      return memoryBytes.length > 0 && words.every((word) => whole.includes(word))
    })
    .flatMap(optionsOf)
    .slice(0, most)
}

/** One option for each size that is sold. A device's GB are powers of 1024. */
function optionsOf({ name, vendor, memoryBytes }: Device): MemoryOption[] {
  return memoryBytes.map((bytes) => {
    const size = Math.round(Number(bytes) / 2 ** 30)
    const named = memoryBytes.length === 1 || name.toLowerCase().endsWith(`${size}gb`)
    return { memory: named ? name : `${name} ${size}GB`, note: `${vendor}, ${size} GB` }
  })
}

/** Tokens of context to choose from; 4,096 is what the API takes without one. */
export const contexts = [4096, 8192, 16_384, 32_768, 65_536, 131_072]
export const defaultContext = 4096

/** "4k", "128k" */
export function formatContext(tokens: number): string {
  return tokens % 1024 === 0 ? `${tokens / 1024}k` : String(tokens)
}
