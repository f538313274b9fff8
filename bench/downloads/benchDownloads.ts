import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { describeMachine } from '../catalog/describeMachine.ts'
import type { BenchReport, Figure } from '../main.ts'
import { type DownloadFigureKey, downloadFigures, toFigure } from './bars.ts'
import { type DownloadBenchOptions, downloadSteps, readBenchOptions } from './benchOptions.ts'
import { bundleOurs } from './clients/bundleOurs.ts'
import { findProgram } from './clients/findProgram.ts'
import { describeUsage, medianUsage, type Usage } from './clients/usage.ts'
import { makeLargeFile, makeSmallFiles, type SmallFile } from './makeFiles.ts'
import { openSpace } from './openSpace.ts'
import { type Bench, peerNames, runStep } from './runStep.ts'
import { smallRepo } from './servers/answerTree.ts'
import { openServers } from './servers/openServers.ts'

/**
 * Downloads beside curl, aria2c and wget, from servers on this machine: a large file, small ones, a server that limits
 * connections and one that cuts them, a killed process, and reading the store again. Everything it starts ends with it.
 */
export async function benchDownloads(flags: Parameters<typeof readBenchOptions>[0]): Promise<BenchReport> {
  const machine = describeMachine()
  const options = readBenchOptions(flags)
  const space = await openSpace(neededBytes(options))
  try {
    let smallFiles: SmallFile[] = []
    const servers = await openServers(space, () => smallFiles)
    const ours = await bundleOurs(space)
    say('Making files')
    const file = await makeLargeFile(join(servers.root, 'model.bin'), options.size)
    if (options.steps.has('small')) {
      const folder = join(servers.root, smallRepo.id, 'resolve', smallRepo.commit)
      await mkdir(folder, { recursive: true })
      smallFiles = await makeSmallFiles(folder, options.files)
    }
    const figures = new Map<DownloadFigureKey, Figure>()
    const usage: Record<string, Usage[]> = {}
    const peaks: { step: string; bytes: number }[] = []
    const notes = [
      `File server: ${servers.name}. ${options.size.toLocaleString('en')} bytes, ${options.files.toLocaleString('en')} small files, ${options.rounds} rounds.`,
    ]
    const bench: Bench = {
      options,
      space,
      ours,
      servers,
      file,
      smallFiles,
      peers: await findPeers(notes),
      notes,
      record: (key, value, beside) => figures.set(key, toFigure(key, value, beside)),
      recordRuns(key, runs, beside) {
        usage[key] = runs.map(({ seconds, cpuSeconds, peakBytes }) => ({ seconds, cpuSeconds, peakBytes }))
        const text = [describeUsage(runs), beside].filter(Boolean).join('; ')
        figures.set(key, toFigure(key, medianUsage(runs).seconds, text))
      },
      notePeak(step, runs) {
        for (const { peakBytes } of runs) if (peakBytes !== undefined) peaks.push({ step, bytes: peakBytes })
      },
      say,
    }
    for (const step of downloadSteps) if (options.steps.has(step)) await runStep(step, bench)
    const [highest] = peaks.toSorted((a, b) => b.bytes - a.bytes)
    if (highest) bench.record('rss_mb', highest.bytes / 1e6, `the highest in ${highest.step}`)
    if (Number(machine['load_before']) > 0.5) {
      notes.unshift(
        `BUSY: other programs ran here (load ${machine['load_before']} before), so the figures are too bad.`,
      )
    }
    const keys = Object.keys(downloadFigures)
    return {
      figures: [...figures.values()].toSorted((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key)),
      machine: { ...machine, file_server: servers.name },
      notes,
      runs: usage,
    }
  } finally {
    await space.close()
  }
}

async function findPeers(notes: string[]): Promise<Bench['peers']> {
  const peers: Bench['peers'] = {}
  for (const name of peerNames) {
    const program = await findProgram(name, [], name === 'openssl' ? 'version' : '--version')
    if (program) peers[name] = program
    notes.push(program ? `${name}: ${program.version}` : `${name} is not installed, so nothing is compared with it.`)
  }
  return peers
}

/** The served file, one copy of it, and small files thrice, each in a block or two of its own. */
function neededBytes({ size, files }: DownloadBenchOptions): number {
  return 2 * size + files * 3 * 8192 + 500_000_000
}

function say(text: string): void {
  process.stderr.write(`[${new Date().toISOString().slice(11, 19)}] ${text}\n`)
}
