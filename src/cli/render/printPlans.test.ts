import { join } from 'node:path'

import { expect, it } from 'vitest'

import { groupActions } from './printPlans.ts'

const root = join('/apps', 'ComfyUI', 'models')

function action(name: string, path: string, reason = 'the rule asks for it', warning = '') {
  return { action: name, targetPath: path === '' ? '' : join(root, path), slug: 'a--b', reason, warning }
}

it('gathers the links of a folder, and lets conflicts and skips stand for themselves with their reason', () => {
  const actions = [
    action('create', 'LLM/b/config.json'),
    action('create', 'LLM/b/model.gguf'),
    action('conflict', 'LLM/b/README.md', 'a file of yours is in the way'),
    action('keep', 'loras/ink.safetensors'),
    action('create', 'loras/old.pt', 'the rule asks for it', 'old.pt is dangerous to load'),
    action('skip', '', 'no rule takes it'),
  ]
  expect(groupActions(actions, root)).toEqual([
    { action: 'create', place: join('LLM', 'b', '/'), count: 2, reason: '' },
    { action: 'conflict', place: join('LLM', 'b', 'README.md'), count: 1, reason: 'a file of yours is in the way' },
    { action: 'keep', place: join('loras', 'ink.safetensors'), count: 1, reason: '' },
    { action: 'create', place: join('loras', 'old.pt'), count: 1, reason: 'old.pt is dangerous to load' },
    { action: 'skip', place: 'a--b', count: 1, reason: 'no rule takes it' },
  ])
})
