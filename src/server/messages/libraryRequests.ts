import { isAbsolute } from 'node:path'

import type { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { HashFilesRequest, ImportFilesRequest, ScanLibraryRequest } from '../../gen/weighthouse/v1/library_pb.ts'
import type { hashPayload } from '../../jobs/hashJob.ts'
import { importPayload } from '../../jobs/importJob.ts'
import type { scanPayload } from '../../jobs/scanJob.ts'
import { layoutNames } from '../../library/layouts/foundModel.ts'

/** @throws WeighthouseError INVALID_ARGUMENT */
export function readScanRequest(request: ScanLibraryRequest): z.input<typeof scanPayload> {
  const { rebuild, path, layout, name, dryRun, emptied, again } = request
  if (path === '' && (layout !== '' || name !== '' || emptied)) {
    throw new WeighthouseError(
      'INVALID_ARGUMENT',
      'layout, name and emptied are of one folder, so path must be given.',
      {
        hint: 'Name the folder, or leave them away to scan the library and all roots.',
      },
    )
  }
  if (path !== '') checkAbsolute(path)
  return {
    rebuild,
    ...(path !== '' && { path }),
    ...(layout !== '' && { layout: readLayout(layout) }),
    ...(name !== '' && { name }),
    ...(dryRun && { dryRun }),
    ...(emptied && { emptied }),
    ...(again && { again }),
  }
}

export function readHashRequest({ root }: HashFilesRequest): z.input<typeof hashPayload> {
  return root === '' ? {} : { root }
}

/** @throws WeighthouseError INVALID_ARGUMENT */
export function readImportRequest({
  paths,
  method,
  dryRun,
  layout,
}: ImportFilesRequest): z.input<typeof importPayload> {
  for (const path of paths) checkAbsolute(path)
  return {
    paths,
    method: importPayload.shape.method.parse(method),
    ...(dryRun && { dryRun }),
    ...(layout !== '' && { layout: readLayout(layout) }),
  }
}

/** @throws WeighthouseError INVALID_ARGUMENT listing the layouts that there are */
function readLayout(text: string): (typeof layoutNames)[number] {
  const layout = layoutNames.find((name) => name === text)
  if (layout) return layout
  throw new WeighthouseError('INVALID_ARGUMENT', `There is no layout ${JSON.stringify(text)}.`, {
    hint: `Choose one of: ${layoutNames.join(', ')}.`,
  })
}

function checkAbsolute(path: string): void {
  if (isAbsolute(path) && !path.includes('\0')) return
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(path)} is not an absolute path.`, {
    hint: 'Give the whole path, such as /home/me/ComfyUI/models.',
  })
}
