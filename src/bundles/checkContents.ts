import { WeighthouseError } from '../foundation/errors.ts'
import { checkFileNames } from '../hub/checkFileNames.ts'
import { isValidModelId, isValidRevision } from '../ids/modelReference.ts'
import { toSlug } from '../ids/slug.ts'
import type { BundleContents, BundleModel } from './contents.ts'

/**
 * Checks that a table of contents says one thing and not two: each model once and under its own slug, file names that may
 * touch a disk, every blob listed once, named by a file, and of the size that the file says.
 *
 * @throws WeighthouseError VERIFICATION_FAILED, UNSAFE_PATH
 */
export function checkContents(contents: BundleContents, label: string): void {
  const sizes = new Map(contents.blobs.map(({ sha256, size }) => [sha256, size]))
  if (sizes.size !== contents.blobs.length) throw refuse(label, 'lists a blob twice')
  const slugs = new Set<string>()
  const gitSha1s = new Map<string, string | undefined>()
  for (const model of contents.models) {
    checkModel(model, label)
    // Where case does not count, two of them would be one folder.
    if (slugs.size === slugs.add(model.slug.toLowerCase()).size) throw refuse(label, `lists ${model.slug} twice`)
    for (const { path, sha256, size, gitSha1 } of model.files) {
      if (sizes.get(sha256) !== size) throw refuse(label, `has no blob of ${size} bytes for ${path} of ${model.slug}`)
      const other = gitSha1s.get(sha256)
      if (other !== undefined && gitSha1 !== undefined && other !== gitSha1)
        throw refuse(label, `gives the blob ${sha256} two git ids`)
      gitSha1s.set(sha256, gitSha1 ?? other)
    }
  }
  const extra = contents.blobs.find(({ sha256 }) => !gitSha1s.has(sha256))
  if (extra) throw refuse(label, `lists the blob ${extra.sha256}, which no model needs`)
}

function checkModel({ slug, source, id, revision, commit, files, others }: BundleModel, label: string): void {
  if (!isValidModelId({ source, id }) || toSlug({ source, id }) !== slug)
    throw refuse(label, `lists ${JSON.stringify(slug.slice(0, 200))}, which is not the slug of its model`)
  if (!isValidRevision(revision) || !/^[0-9A-Za-z._-]{1,100}$/.test(commit))
    throw refuse(label, `has no revision or commit of ${slug} that could be one`)
  checkFileNames(files.map(({ path }) => path))
  const paths = new Set(files.map(({ path }) => path))
  if (others.some(({ path }) => paths.has(path)))
    throw refuse(label, `lists a file of ${slug} both as there and as missing`)
}

function refuse(label: string, what: string): WeighthouseError {
  return new WeighthouseError('VERIFICATION_FAILED', `${label} is not sound: it ${what}.`, {
    hint: 'It was changed after it was made, or made by something else. Nothing of it was taken.',
    details: { path: label },
  })
}
