import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'

import { AdminService, HealthSchema } from '../../gen/weighthouse/v1/admin_pb.ts'
import { AppService, MapResponseSchema } from '../../gen/weighthouse/v1/app_pb.ts'
import { LibraryService, ListLibraryResponseSchema } from '../../gen/weighthouse/v1/library_pb.ts'
import { toRestAnswer } from './toRestAnswer.ts'

test('a list is the data, its other fields are the meta, and nextCursor is null after the last page', () => {
  const response = create(ListLibraryResponseSchema, { total: 2n, totalBytes: 5n })

  expect(toRestAnswer(LibraryService.method.listLibrary, response)).toStrictEqual({
    data: [],
    meta: { total: 2, nextCursor: null, totalBytes: 5 },
  })
})

test('nextCursor is told while there are more pages', () => {
  const response = create(ListLibraryResponseSchema, { nextCursor: 'abc' })

  expect(toRestAnswer(LibraryService.method.listLibrary, response).meta).toStrictEqual({
    total: 0,
    nextCursor: 'abc',
    totalBytes: 0,
  })
})

test('the plans of a mapping are the data', () => {
  const response = create(MapResponseSchema, { plans: [{ appId: 'comfyui' }] })

  expect(toRestAnswer(AppService.method.map, response)).toStrictEqual({
    data: [
      {
        appId: 'comfyui',
        actions: [],
        applied: false,
        created: 0,
        kept: 0,
        repaired: 0,
        removed: 0,
        conflicts: 0,
        skipped: 0,
      },
    ],
    meta: {},
  })
})

test('without a response_body the whole message is the data', () => {
  const health = create(HealthSchema, { status: 'ok', version: '0.1.0', uptimeMs: 12n })

  expect(toRestAnswer(AdminService.method.getHealth, health)).toStrictEqual({
    data: { status: 'ok', version: '0.1.0', uptimeMs: 12 },
    meta: {},
  })
})
