import type { FileToDownload } from './fileToDownload.ts'
import { gitBlobSha1 } from './gitBlobSha1.ts'
import type { Digests } from './hashing/digests.ts'
import type { PartialFile } from './partialFile.ts'
import { recogniseWrongStart } from './recogniseWrongBody.ts'

/** By what a file was proved to be the one that the source described. */
export type Verified = 'sha256' | 'git-sha1' | 'blake3' | 'crc32' | 'size' | 'none'

export type Verdict =
  | { ok: true; sha256: string; size: number; verified: Verified; digests: Digests }
  | { ok: false; reason: string; details: Record<string, unknown> }

/** Compares a file whose last byte is here with all that the source said of it. */
export async function verifyContent(
  partial: PartialFile,
  { label, others = {} }: Pick<FileToDownload, 'label' | 'others'>,
): Promise<Verdict> {
  const digests = await partial.finish()
  const { sha256 } = digests
  const size = partial.here.prefix
  const expected = partial.expected
  const start = recogniseWrongStart(await partial.readStart(512), label)
  const looks = start === undefined ? '' : `; it looks like ${start}`

  if (expected.size !== undefined && expected.size !== size) {
    const details = { expectedSize: expected.size, actualSize: size }
    return { ok: false, reason: `expected ${expected.size} bytes, got ${size}${looks}`, details }
  }
  if (expected.sha256 !== undefined) {
    if (expected.sha256 === sha256) return { ok: true, sha256, size, verified: 'sha256', digests }
    const details = { expectedSha256: expected.sha256, actualSha256: sha256 }
    return { ok: false, reason: `expected sha256 ${expected.sha256}, got ${sha256}${looks}`, details }
  }
  if (expected.gitSha1 !== undefined) {
    const gitSha1 = await gitBlobSha1(partial.path, size)
    if (expected.gitSha1 === gitSha1) return { ok: true, sha256, size, verified: 'git-sha1', digests }
    const details = { expectedGitSha1: expected.gitSha1, actualGitSha1: gitSha1, actualSha256: sha256 }
    return { ok: false, reason: `expected git blob ${expected.gitSha1}, got ${gitSha1}${looks}`, details }
  }
  for (const name of ['blake3', 'crc32'] as const) {
    const [told, actual] = [others[name], digests[name]]
    if (told === undefined || actual === undefined) continue
    if (told === actual) return { ok: true, sha256, size, verified: name, digests }
    const details = { expected: { [name]: told }, actual: { [name]: actual }, actualSha256: sha256 }
    return { ok: false, reason: `expected ${name} ${told}, got ${actual}${looks}`, details }
  }
  // Nothing proves the content, so at least it must not be plainly something else.
  if (start !== undefined) return { ok: false, reason: `it is ${start}`, details: { actualSha256: sha256 } }
  return { ok: true, sha256, size, verified: expected.size === undefined ? 'none' : 'size', digests }
}
