import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { type Content, contentBytes, contentOfBytes, joinSegments } from './content.ts'
import { type FileKind, fileKind } from './fileKind.ts'
import { jsonFile } from './jsonFile.ts'
import { layoutOf, shardPathsOf } from './layoutOf.ts'
import { listFilePaths } from './listFilePaths.ts'
import { makeGguf, quantizationLabel } from './makeGguf.ts'
import { makeOnnx } from './makeOnnx.ts'
import { makePng } from './makePng.ts'
import { makeSafetensors } from './makeSafetensors.ts'
import { makeTorchZip, plainPickle } from './makeTorchZip.ts'
import { makeZip } from './makeZip.ts'
import { modelConfig } from './modelConfig.ts'
import { planWeightSizes } from './planWeightSizes.ts'
import { readme } from './readme.ts'
import { nameOf } from './repoKind.ts'
import { textFile } from './textFile.ts'

/** The files of one repo: paths at once, bytes when asked for. The same record always gives the same bytes. */
export interface RepoFiles {
  readonly paths: readonly string[]
  /** The content of a path, undefined for a path that the repo does not have. */
  content(path: string): Content | undefined
}

/** @param maxFileSize bytes that no file of weights exceeds (texts are a few KiB whatever it says) */
export function makeRepoFiles(record: HuggingFaceRecord, maxFileSize: number): RepoFiles {
  const paths = listFilePaths(record)
  const known = new Set(paths)
  const toldSizes = new Map(record.siblings?.map(({ rfilename, size }) => [rfilename, size]))
  const weightSizes = planWeightSizes(record, paths, maxFileSize)
  const made = new Map<string, Content>()

  return { paths, content }

  function content(path: string): Content | undefined {
    if (!known.has(path)) return undefined
    let result = made.get(path)
    if (!result) {
      result = makeFile(path, fileKind(path, toldSizes.get(path)), weightSizes.get(path) ?? 0)
      made.set(path, result)
    }
    return result
  }

  function makeFile(path: string, kind: FileKind, targetBytes: number): Content {
    const seed = `${record.id}/${path}`
    switch (kind) {
      case 'empty':
        return contentOfBytes('')
      case 'safetensors':
        return makeSafetensors({ layout: layoutOf(record, path), dtype: 'BF16', targetBytes, seed })
      case 'gguf': {
        const { modelType, shape, contextLength } = modelConfig(record)
        return makeGguf({
          name: nameOf(record),
          architecture: record.gguf?.architecture ?? modelType,
          shape,
          contextLength,
          quantization: quantizationLabel(path) ?? quantizationLabel(nameOf(record)) ?? 'Q4_K_M',
          targetBytes,
          seed,
        })
      }
      case 'torch':
        return makeTorchZip({ layout: layoutOf(record, path), targetBytes, seed })
      case 'pickle':
        return contentOfBytes(plainPickle('name', nameOf(record)))
      case 'onnx':
        return makeOnnx({ targetBytes, seed })
      case 'zip': {
        const length = Math.max(1, Math.min(targetBytes, 3e9) - 200)
        return makeZip([{ name: 'data.bin', content: joinSegments([{ kind: 'noise', seed, length }]) }])
      }
      case 'png':
        return makePng(seed)
      case 'json':
        return contentOfBytes(`${JSON.stringify(jsonValue(path), undefined, 2)}\n`)
      case 'readme':
        return contentOfBytes(readme(record))
      case 'text':
        return contentOfBytes(textFile(record, path))
      case 'noise':
        return joinSegments([{ kind: 'noise', seed, length: targetBytes }])
    }
  }

  function jsonValue(path: string): unknown {
    if (!path.endsWith('.safetensors.index.json')) return jsonFile(record, path)
    const shards = shardPathsOf(record, path).map((shard) => ({ shard, header: safetensorsHeader(shard) }))
    const weightMap = shards.flatMap(({ shard, header }) =>
      header.names.map((name): [string, string] => [name, shard.slice(shard.lastIndexOf('/') + 1)]),
    )
    return {
      metadata: { total_size: shards.reduce((sum, { header }) => sum + header.dataBytes, 0) },
      weight_map: Object.fromEntries(weightMap.sort(([a], [b]) => (a < b ? -1 : 1))),
    }
  }

  function safetensorsHeader(path: string): { names: string[]; dataBytes: number } {
    const made = content(path) ?? contentOfBytes('')
    const [head = { kind: 'bytes', bytes: Buffer.alloc(0) }, ...data] = made.segments
    const bytes = contentBytes(joinSegments([head]))
    const header = JSON.parse(bytes.subarray(8).toString()) as Record<string, unknown>
    return { names: Object.keys(header).filter((name) => name !== '__metadata__'), dataBytes: joinSegments(data).size }
  }
}
