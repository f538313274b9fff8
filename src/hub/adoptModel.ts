import { WeighthouseError } from '../foundation/errors.ts'
import type { HubParts } from './hubParts.ts'
import type { PulledFile } from './pullPlan.ts'
import { readRecordedTree } from './readRecordedTree.ts'
import { type RecordedTree, recordTree } from './recordTree.ts'

/** A file of a model that comes by another way than a pull. */
export interface AdoptedFile extends PulledFile {
  /** Its bytes were hashed just now. */
  verified: boolean
}

/** The file list of a model as it was recorded at a commit; undefined when it never was. */
export async function readTree(
  { database }: Pick<HubParts, 'database'>,
  { slug, source, id, commit }: Omit<RecordedTree, 'files' | 'revision'>,
): Promise<RecordedTree['files'] | undefined> {
  return (await readRecordedTree(database, { slug, source, id, revision: commit }))?.files
}

/**
 * Says that what is recorded of a commit does not contradict `tree`. A commit never changes, so of two contents of one of
 * its files one is false.
 *
 * @throws WeighthouseError CONFLICT naming the file
 */
export async function checkTree(parts: Pick<HubParts, 'database'>, tree: RecordedTree): Promise<void> {
  const recorded = new Map((await readTree(parts, tree))?.map((file) => [file.path, file]))
  for (const { path, sha256, gitSha1 } of tree.files) {
    const known = recorded.get(path)
    if (!differ(known?.sha256, sha256) && !differ(known?.gitSha1, gitSha1)) continue
    throw new WeighthouseError(
      'CONFLICT',
      `${path} of ${tree.slug}@${tree.commit} is recorded here with another hash.`,
      {
        hint: 'A commit never changes, so one of the two is false. Pull the model from its source, or ask who made this.',
        details: { slug: tree.slug, commit: tree.commit, file: path, recorded: known?.sha256, told: sha256 },
      },
    )
  }
}

/**
 * Writes the file list of a model whose bytes are about to come by another way than a pull. From then on its blobs have a
 * name, so that no garbage collection takes them. May be called again.
 *
 * @returns the repo's id
 * @throws WeighthouseError CONFLICT as checkTree
 */
export async function announceTree(parts: Pick<HubParts, 'database' | 'clock'>, tree: RecordedTree): Promise<string> {
  await checkTree(parts, tree)
  return recordTree(parts, tree)
}

/** Writes that these files of an announced model are in the store. */
export async function adoptFiles(
  { database, store, clock }: Pick<HubParts, 'database' | 'store' | 'clock'>,
  { repoId, commit, files }: { repoId: string; commit: string; files: readonly AdoptedFile[] },
): Promise<void> {
  for (let first = 0; first < files.length; first += filesAtOnce) {
    await database.write(async (transaction) => {
      for (const { path, size, sha256, verified } of files.slice(first, first + filesAtOnce)) {
        await transaction
          .updateTable('model_artifact')
          .set({
            download_status: 'completed',
            size_bytes: size,
            content_hash: sha256,
            local_path: store.localPath(sha256) ?? null,
            ...(verified && { last_verified_at: clock() }),
          })
          .where('model_repo_id', '=', repoId)
          .where('commit_id', '=', commit)
          .where('file_path', '=', path)
          .execute()
      }
    })
  }
}

/** Others want to write, too. */
const filesAtOnce = 200

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}
