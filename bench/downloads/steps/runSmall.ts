import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { aria2List, type Command, curlList } from '../clients/commands.ts'
import { runClient } from '../clients/runClient.ts'
import { runOurPull } from '../clients/runOurs.ts'
import { medianUsage, type Usage } from '../clients/usage.ts'
import { type Bench, runInTurn } from '../runStep.ts'
import { smallRepo } from '../servers/answerTree.ts'

type Key = 'small_s' | 'small_aria2_s' | 'small_curl_s'

/**
 * A repo of many small files: ours asks for the tree and pulls them all, the others are given the list. Each run has a
 * folder of its own, and nothing is deleted before the end: ext4 looks long for room beside files that have just been
 * deleted, so that whoever comes next would pay for it.
 */
export async function runSmall(bench: Bench): Promise<void> {
  const { space, servers, smallFiles, peers } = bench
  const base = `${servers.url}/${smallRepo.id}/resolve/${smallRepo.commit}`
  let folders = 0
  const newFolder = async () => {
    const folder = space.path(`small-${++folders}`)
    await mkdir(folder)
    return folder
  }
  const runAria2 = async (program: string) => {
    const folder = await newFolder()
    const list = `${folder}.list`
    await writeFile(list, smallFiles.map(({ path }) => `${base}/${path}\n  out=${path}\n`).join(''))
    return runPeer(bench, folder, aria2List(program, list, folder))
  }
  const runCurl = async (program: string) => {
    const folder = await newFolder()
    const list = `${folder}.list`
    const lines = smallFiles.map(({ path }) => `url = "${base}/${path}"\noutput = "${join(folder, path)}"\n`)
    await writeFile(list, lines.join(''))
    return runPeer(bench, folder, curlList(program, list))
  }
  const { aria2c, curl } = peers
  const runs = await runInTurn<Key>(bench, [
    aria2c && { key: 'small_aria2_s', run: () => runAria2(aria2c.path) },
    {
      key: 'small_s',
      run: async () =>
        runOurPull(bench, {
          home: await newFolder(),
          endpoint: servers.url,
          id: smallRepo.id,
          files: smallFiles.length,
        }),
    },
    curl && { key: 'small_curl_s', run: () => runCurl(curl.path) },
  ])
  for (const [key, of] of runs) bench.recordRuns(key, of)
  const ours = runs.get('small_s')!
  const aria2 = runs.get('small_aria2_s')
  bench.notePeak('small', ours)
  if (aria2) bench.record('small_vs_aria2', medianUsage(aria2).seconds / medianUsage(ours).seconds)
}

/** Into folders that are there already: not every program makes them. @throws Error when files are missing */
async function runPeer({ space, smallFiles }: Bench, folder: string, command: Command): Promise<Usage> {
  const folders = new Set(smallFiles.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))
  for (const name of folders) await mkdir(join(folder, name), { recursive: true })
  const usage = await runClient(space, command)
  let files = 0
  for (const name of folders) files += (await readdir(join(folder, name))).length
  const last = smallFiles.at(-1)!
  const { size } = await stat(join(folder, last.path))
  if (files !== smallFiles.length || size !== last.size) throw new Error(`${command[0]} brought ${files} files.`)
  return usage
}
