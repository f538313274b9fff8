import { create } from '@bufbuild/protobuf'
import { expect, it } from 'vitest'

import { StatusSchema } from '../../../../src/gen/weighthouse/v1/admin_pb.ts'
import { describeNetwork } from './describeNetwork.ts'

const source = (endpoint: string, reachable: boolean, checkedAt = 1n) => ({ endpoint, reachable, checkedAt })

it('says nothing while the sources answer, were not asked yet, or are the sample', () => {
  const away = [source('https://huggingface.co', false)]
  expect(describeNetwork(create(StatusSchema, { sources: [source('https://huggingface.co', true)] }))).toBeUndefined()
  expect(
    describeNetwork(create(StatusSchema, { sources: [source('https://huggingface.co', false, 0n)] })),
  ).toBeUndefined()
  expect(describeNetwork(create(StatusSchema, { sample: true, sources: away }))).toBeUndefined()
})

it('names who cannot be reached, and speaks of no network only when nobody can', () => {
  const huggingFace = source('https://huggingface.co', false)
  expect(describeNetwork(create(StatusSchema, { sources: [huggingFace, source('https://civitai.com', true)] }))).toBe(
    'huggingface.co cannot be reached. Everything already here works.',
  )
  expect(describeNetwork(create(StatusSchema, { sources: [huggingFace] }))).toBe(
    'No network: huggingface.co cannot be reached. Everything already here works.',
  )
})

it('tells a chosen offline from a missing network', () => {
  expect(describeNetwork(create(StatusSchema, { offline: true }))).toBe(
    'Offline by setting: no source is asked for anything. Everything already here works.',
  )
})
