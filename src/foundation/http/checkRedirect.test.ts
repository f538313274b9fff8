import { describe, expect, it } from 'vitest'

import { checkRedirect } from './checkRedirect.ts'

const names: Record<string, string[]> = {
  'huggingface.co': ['93.184.216.34'],
  'cdn.example': ['93.184.216.35', '2606:2800:220:1::1'],
  'sneaky.example': ['93.184.216.36', '192.168.1.7'],
  'intranet.example': ['10.1.2.3'],
}
const addressesOf = async (name: string) => {
  const found = names[name]
  if (!found) throw new Error('ENOTFOUND')
  return found
}
const check = (from: string, to: string) => checkRedirect(new URL(from), new URL(to), addressesOf)

describe('checkRedirect', () => {
  it.each([
    'http://127.0.0.1:7878/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'http://172.31.255.1/',
    'http://192.168.0.1/',
    'http://[fd00::1]/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://localhost:9200/',
    'http://db.localhost/',
    'http://sneaky.example/',
    'http://intranet.example/',
  ])('refuses to be sent from the internet to %s', async (to) => {
    await expect(check('https://huggingface.co/a', to)).rejects.toMatchObject({
      code: 'SOURCE_ERROR',
      message: expect.stringContaining('a private address'),
    })
  })

  it.each([
    ['https://huggingface.co/a', 'https://cdn.example/b'],
    ['https://huggingface.co/a', 'https://huggingface.co/b'],
    ['https://huggingface.co/a', 'http://172.32.0.1/'],
    ['https://huggingface.co/a', 'https://nobody.example/'],
    ['http://127.0.0.1:8000/a', 'http://127.0.0.1:9000/b'],
    ['http://intranet.example/a', 'http://192.168.1.4/b'],
    ['http://localhost/a', 'http://[::1]/b'],
  ])('follows from %s to %s', async (from, to) => {
    await expect(check(from, to)).resolves.toBeUndefined()
  })
})
