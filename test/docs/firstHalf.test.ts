import { describe } from 'vitest'

import { describeCommandsOf } from './describeCommandsOf.ts'
import { halvesOfPages } from './pages.ts'

const [pages] = halvesOfPages()
describe('the documentation, first half', () => {
  describeCommandsOf(pages)
})
