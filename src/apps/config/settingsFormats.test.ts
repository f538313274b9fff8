import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

import { comfyuiSettings } from '../comfyui/comfyuiSettings.ts'
import { fooocusSettings } from '../fooocus/fooocusSettings.ts'
import { sdnextSettings } from '../sdnext/sdnextSettings.ts'
import { swarmuiSettings } from '../swarmui/swarmuiSettings.ts'
import { readFdsSection } from './fdsText.ts'
import { addToList, removeFromList } from './jsonSettings.ts'

const app = { path: '/app', version: '1', modelsPath: '/app/models' }
const folders = ['/library/diffusion/sd1/dream', '/library/diffusion/flux1/flux "1"', '/data/ü']
const entriesOf = (key: string) => folders.map((folder) => ({ key, folder }))

describe('extra_model_paths.yaml of ComfyUI', () => {
  test('gets a section of ours behind what is there, which ComfyUI reads as lists of folders', () => {
    const text = '# mine\na111:\n    base_path: /sd\n    checkpoints: models/Stable-diffusion # here\n'
    const added = comfyuiSettings.add(text, [...entriesOf('checkpoints'), { key: 'loras', folder: '/l' }], app)
    expect(added.startsWith(text)).toBe(true)
    expect(parse(added)).toEqual({
      a111: { base_path: '/sd', checkpoints: 'models/Stable-diffusion' },
      weighthouse: { checkpoints: `${folders.join('\n')}\n`, loras: '/l\n' },
    })
    expect(comfyuiSettings.remove(added, [])).toBe(text)
  })

  test('keeps line ends, a missing last one, and what the user writes behind us', () => {
    const added = comfyuiSettings.add('a: {}\r\n', [{ key: 'vae', folder: '/v' }], app)
    expect(added.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(comfyuiSettings.remove(`${added}b: {}\r\n`, [])).toBe('a: {}\r\nb: {}\r\n')
    expect(parse(comfyuiSettings.add('a: {}', [{ key: 'vae', folder: '/v' }], app))).toHaveProperty('weighthouse')
  })

  test.each([
    ['weighthouse:\n  x: y\n', 'it has a section weighthouse that is not ours'],
    ['a: [', 'it is not YAML'],
    ['- a\n- b\n', 'it is not a map of sections'],
    ['a: 1\n...\n', ''],
  ])('is not touched when it is %j', (text, reason) => {
    expect(() => comfyuiSettings.add(text, [{ key: 'vae', folder: '/v' }], app)).toThrow(reason)
  })
})

describe('config.txt of Fooocus', () => {
  test('keeps the folder that is read without it in front, and other keys as they are', () => {
    const text = '{\r\n  "path_outputs": "D:\\\\out",\r\n  "path_loras": "/my/loras"\r\n}'
    const added = fooocusSettings.add(
      text,
      [
        { key: 'path_checkpoints', folder: '/l/a' },
        { key: 'path_checkpoints', folder: '/l/b' },
        { key: 'path_loras', folder: '/l/c' },
      ],
      app,
    )
    expect(JSON.parse(added)).toEqual({
      path_outputs: 'D:\\out',
      path_loras: ['/my/loras', '/l/c'],
      path_checkpoints: ['/app/models/checkpoints', '/l/a', '/l/b'],
    })
    expect(added).toContain('"path_outputs": "D:\\\\out",\r\n')
  })

  test('finds our folders again after Fooocus has written the file anew', () => {
    const entries = [{ key: 'path_loras', folder: '/l/c' }]
    const rewritten = JSON.stringify(
      JSON.parse(fooocusSettings.add('{"path_loras": ["/mine"]}', entries, app)),
      null,
      4,
    )
    expect(JSON.parse(fooocusSettings.remove(rewritten, entries))).toEqual({ path_loras: ['/mine'] })
  })

  test('says when a folder is named already, and when the file is no JSON', () => {
    expect(fooocusSettings.refuse('{"path_loras": ["/l"]}', { key: 'path_loras', folder: '/l' }, app)).toContain(
      'already',
    )
    expect(() => fooocusSettings.add('{,', [{ key: 'path_loras', folder: '/l' }], app)).toThrow('not a JSON object')
  })
})

describe('Data/Settings.fds of SwarmUI', () => {
  const text =
    '#comment\nIsInstalled: true\nPaths:\n\t#of ours\n\tModelRoot: Models\n\tSDLoraFolder: Lora;loras\nUI:\n\tSDLoraFolder: x\n'

  test('gets folders behind those of the list, in its section only', () => {
    const entries = [
      { key: 'SDLoraFolder', folder: '/l/a' },
      { key: 'SDVAEFolder', folder: 'D:\\v' },
    ]
    const added = swarmuiSettings.add(text, entries, app)
    expect(added).toBe(
      text.replace('Lora;loras', 'Lora;loras;/l/a').replace('Paths:\n', 'Paths:\n\tSDVAEFolder: VAE;D:\\sv\n'),
    )
    expect(readFdsSection(added, 'Paths')?.lines.find(({ key }) => key === 'SDVAEFolder')?.value).toBe('VAE;D:\\v')
    const removed = swarmuiSettings.remove(added, entries)
    expect(removed.replace('\tSDVAEFolder: VAE\n', '')).toBe(text)
  })

  test('gets the section when there is none', () => {
    const added = swarmuiSettings.add('IsInstalled: true', [{ key: 'SDLoraFolder', folder: '/l' }], app)
    expect(added).toBe('IsInstalled: true\nPaths:\n\tSDLoraFolder: Lora;/l\n')
  })
})

describe('config.json of SD.Next', () => {
  test('gets a setting, and loses it while it says what we wrote', () => {
    const entries = [{ key: 'lora_dir', folder: '/l' }]
    const added = sdnextSettings.add('{\n    "a": [1, {"b": "}"}]\n}\n', entries, app)
    expect(added).toBe('{\n    "a": [1, {"b": "}"}],\n    "lora_dir": "/l"\n}\n')
    expect(sdnextSettings.remove(added, entries)).toBe('{\n    "a": [1, {"b": "}"}]\n}\n')
    const changed = added.replace('"/l"', '"/mine"')
    expect(sdnextSettings.remove(changed, entries)).toBe(changed)
    expect(sdnextSettings.refuse(changed, { key: 'lora_dir', folder: '/l' }, app)).toContain(
      'is set to "/mine" already',
    )
  })
})

describe('a JSON file of any shape', () => {
  const key = fc.constantFrom('path_loras', 'a', 'b "c"', '', 'ü')
  const value = fc.oneof(fc.jsonValue(), fc.array(fc.string()), fc.constant('/mine'))
  // As a file has it: JSON knows no -0.
  const settings = fc.dictionary(key, value).map((map) => JSON.parse(JSON.stringify(map)) as Record<string, unknown>)
  const space = fc.constantFrom(undefined, 2, '\t')

  test('means the same after our folder was added and taken out, and no other key is written differently', () => {
    fc.assert(
      fc.property(settings, space, fc.string(), (value, indent, folder) => {
        const list = value['path_loras']
        fc.pre(list === undefined || typeof list === 'string' || Array.isArray(list))
        fc.pre(!Array.isArray(list) || !list.includes(folder))
        const text = JSON.stringify(value, null, indent)
        const entry = { key: 'path_loras', folder }
        const added = addToList(text, entry, ['/usual'])
        const before = list === undefined ? ['/usual'] : [list].flat(1)
        expect(JSON.parse(added)).toEqual({ ...value, path_loras: [...before, folder] })
        expect(JSON.parse(removeFromList(added, entry))).toEqual({ ...value, path_loras: before })
        if (Array.isArray(list)) expect(removeFromList(added, entry)).toBe(text)
      }),
      { numRuns: 500 },
    )
  })
})
