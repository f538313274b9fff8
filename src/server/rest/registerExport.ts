import { Readable } from 'node:stream'

import { create, isMessage, toJsonString } from '@bufbuild/protobuf'
import type { FastifyInstance } from 'fastify'

import { type ExportFormat, exportFormats } from '../../catalog/export/exportEntries.ts'
import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { type ExportChunk, ExportRequestSchema } from '../../gen/weighthouse/v1/search_pb.ts'
import type { Api } from '../createApi.ts'
import { hash } from './entityTag.ts'
import { readRestRequest } from './readRestRequest.ts'
import { signalOfClient } from './registerRest.ts'
import type { RestAddress } from './restRoutes.ts'
import { isFresh, sendValidators } from './validators.ts'

/** `as`, and the query string of a search. */
export const exportAddress: RestAddress = {
  verb: 'GET',
  template: '/api/v1/export',
  method: CatalogService.method.export,
  pathFields: [],
  body: false,
}

/** CSV: RFC 4180. Parquet: registered with IANA by Apache. */
export const exportTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
}

/**
 * Serves every match of a search as a file, in pieces as they are made. The ETag stands for the catalog's last change and
 * what was asked, so that an unchanged export is not sent again; it is weak, since a change may come between pieces.
 */
export function registerExport(
  app: FastifyInstance,
  { catalog, house }: Pick<Api, 'catalog' | 'house'>,
  version: string,
): void {
  app.get<{ Querystring: Record<string, string | string[]> }>(exportAddress.template, async (request, reply) => {
    const message = readRestRequest(exportAddress, { params: {}, query: request.query, body: request.body })
    const asked = isMessage(message, ExportRequestSchema) ? message : create(ExportRequestSchema)
    const modifiedAt = await house.catalog.changedAt()
    const identity = `${version} ${modifiedAt ?? ''} ${toJsonString(ExportRequestSchema, asked)}`
    const validators = { tag: `W/"${hash(identity)}"`, modifiedAt }
    const chunks = catalog.export(asked, { signal: signalOfClient(reply) })[Symbol.asyncIterator]()
    // What is refused is refused here, before anything was sent; a HEAD request gets the same answer.
    const first = await chunks.next()
    if (isFresh(request.headers, validators)) {
      await chunks.return?.()
      sendValidators(reply, validators)
      return reply.code(304).send()
    }
    const format = exportFormats.find((name) => name === asked.as) ?? 'csv'
    const day = new Date(house.clock()).toISOString().slice(0, 10)
    sendValidators(reply, validators)
    return reply
      .header('content-disposition', `attachment; filename="weighthouse-${day}.${format}"`)
      .type(exportTypes[format])
      .send(Readable.from(bytesOf(first, chunks), { objectMode: false }))
  })
}

async function* bytesOf(
  first: IteratorResult<ExportChunk>,
  rest: AsyncIterator<ExportChunk>,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (let next = first; !next.done; next = await rest.next()) {
      // A stream takes an empty piece for its end.
      if (next.value.data.length > 0) yield next.value.data
    }
  } finally {
    await rest.return?.()
  }
}
