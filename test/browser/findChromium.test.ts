import { expect, it } from 'vitest'

import { findChromium } from './findChromium.ts'

it('takes the browser that the environment names', () => {
  expect(findChromium({ WEIGHTHOUSE_CHROMIUM: '/opt/chrome' }, () => true)).toBe('/opt/chrome')
})

it('says so when the named browser does not exist, instead of taking another', () => {
  expect(() => findChromium({ WEIGHTHOUSE_CHROMIUM: '/opt/chrome' }, (path) => path !== '/opt/chrome')).toThrow(
    'WEIGHTHOUSE_CHROMIUM names /opt/chrome, which does not exist.',
  )
})

it('looks in the usual places', () => {
  expect(findChromium({}, (path) => path === '/usr/bin/google-chrome')).toBe('/usr/bin/google-chrome')
})

it('says how to install one when there is none', () => {
  expect(() => findChromium({}, () => false)).toThrow('apt-get install chromium')
})
