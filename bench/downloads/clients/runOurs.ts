import { z } from 'zod'

import type { LargeFile } from '../makeFiles.ts'
import type { Bench } from '../runStep.ts'
import { runClient, type RunOptions } from './runClient.ts'
import type { Usage } from './usage.ts'

const told = z.object({ seconds: z.number(), peakBytes: z.number().optional() })

/** What one of our processes took; `ownSeconds` is without starting Node.js and loading the program. */
export interface OurUsage extends Usage {
  ownSeconds: number
}

/**
 * Downloads the file into a new store, or an old one in the same folder.
 * @throws Error when what is in the store is not the file
 */
export async function runOurDownload(
  { space, ours }: Pick<Bench, 'space' | 'ours'>,
  file: LargeFile,
  { url, directory, env: more, ...options }: { url: string; directory: string } & RunOptions,
): Promise<OurUsage> {
  const order = JSON.stringify({ directory, url, size: file.size, sha256: file.sha256 })
  const run = await runClient(space, [process.execPath, ...ours.script('downloadProcess'), order], {
    env: { ...ours.env, ...more },
    ...options,
  })
  // Killed on purpose, it says nothing.
  if (run.code !== 0) return { ...run, ownSeconds: run.seconds }
  const answer = told.extend({ sha256: z.string(), verified: z.string() }).parse(JSON.parse(run.stdout))
  if (answer.sha256 !== file.sha256 || answer.verified !== 'sha256') throw new Error('The download was not verified.')
  return toUsage(run, answer)
}

/**
 * Pulls a repo into a new home.
 * @throws Error when it did not bring as many files
 */
export async function runOurPull(
  { space, ours }: Pick<Bench, 'space' | 'ours'>,
  { home, endpoint, id, files }: { home: string; endpoint: string; id: string; files: number },
): Promise<OurUsage> {
  const run = await runClient(space, [process.execPath, ...ours.script('pullProcess'), home, endpoint, id], {
    env: ours.env,
  })
  const answer = told.extend({ files: z.number() }).parse(JSON.parse(run.stdout))
  if (answer.files !== files) throw new Error(`${answer.files} files were pulled, not ${files}.`)
  return toUsage(run, answer)
}

/** Reads a stored blob as `verify` does. @throws Error when its bytes are others */
export async function runOurVerify(
  { space, ours }: Pick<Bench, 'space' | 'ours'>,
  directory: string,
  sha256: string,
): Promise<OurUsage> {
  const run = await runClient(space, [process.execPath, ...ours.script('verifyProcess'), directory, sha256], {
    env: ours.env,
  })
  const answer = told.extend({ sha256: z.string() }).parse(JSON.parse(run.stdout))
  if (answer.sha256 !== sha256) throw new Error(`The stored file has the sha256 ${answer.sha256}.`)
  return toUsage(run, answer)
}

function toUsage(run: Usage, { seconds, peakBytes }: z.infer<typeof told>): OurUsage {
  const peaks = [run.peakBytes, peakBytes].filter((peak) => peak !== undefined)
  return {
    seconds: run.seconds,
    cpuSeconds: run.cpuSeconds,
    peakBytes: peaks.length === 0 ? undefined : Math.max(...peaks),
    ownSeconds: seconds,
  }
}
