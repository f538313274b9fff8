import { measureDisk } from '../measure/measureDisk.ts'
import type { Bench } from '../runStep.ts'

export async function runDisk(bench: Bench): Promise<void> {
  const bytes = await measureDisk(bench.space.home)
  bench.record('disk_bytes_per_model', bytes / bench.options.models, `${(bytes / 1e9).toFixed(2)} GB`)
}
