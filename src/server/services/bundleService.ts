import type { ServiceImpl } from '@connectrpc/connect'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { BundleService } from '../../gen/weighthouse/v1/bundle_pb.ts'
import { exportMessage, importMessage } from '../messages/bundleMessage.ts'
import { exportRequest, importRequest } from '../messages/bundleRequests.ts'
import { openBundlesFolder } from './openBundlesFolder.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Carries models as files, which lie in one folder of the home: no other path of this machine can be reached by it. */
export function createBundleService({ weighthouse, wake }: ServiceParts): ServiceImpl<typeof BundleService> {
  const { bundles, config, queue, uses } = weighthouse

  return {
    async exportModels({ file, models, all, splitBytes, signKey, dryRun }) {
      // Whatever else is there, a key for one, is never replaced.
      if (!file.endsWith('.tar')) throw notATar(file)
      const folder = await openBundlesFolder(config.home)
      const { payload, dedupeKey } = exportRequest({
        file: await folder.resolve(file),
        models,
        all,
        splitBytes: Number(splitBytes),
        signKey: signKey === '' ? '' : await folder.resolve(signKey),
      })
      const report = await bundles.describeExport(payload)
      if (dryRun) return exportMessage(report, undefined, folder.show)
      const job = await queue.enqueue('bundle_export', payload, { dedupeKey })
      wake()
      await uses.note(report.models.map(({ slug }) => slug))
      return exportMessage(report, job, folder.show)
    },
    async importModels({ files, verifyKey, allowDangerous, dryRun }) {
      const folder = await openBundlesFolder(config.home)
      const { payload, dedupeKey } = importRequest({
        files: await Promise.all(files.map(folder.resolve)),
        verifyKey: verifyKey === '' ? '' : await folder.resolve(verifyKey),
        allowDangerous,
      })
      const plans = await bundles.describeImport(payload)
      if (dryRun) return importMessage(plans, undefined, folder.show)
      const job = await queue.enqueue('bundle_import', payload, { dedupeKey })
      wake()
      return importMessage(plans, job, folder.show)
    },
  }
}

function notATar(file: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `file: ${JSON.stringify(file)} does not end with .tar.`, {
    hint: 'Call it models.tar, for one.',
    details: { field: 'file' },
  })
}
