import type { SampleModel } from './buildRecord.ts'
import { mergeMethods, purposes, quantizers, styles, trainers, tuners } from './derived.ts'
import type { Family } from './family.ts'
import { languageFamilies } from './languageFamilies.ts'
import { otherFamilies } from './otherFamilies.ts'
import { type Choices, daysAfter } from './random.ts'

/** Invents all models of the sample: families first, then what others made of them. */
export function inventModels(choices: Choices): SampleModel[] {
  const chatModels = languageFamilies.flatMap((family) => familyModels(family, choices))
  const chats = chatModels.filter(({ bases }) => bases !== undefined)
  const tuned = chats.flatMap((chat) => fineTunes(chat, choices))
  const others = otherFamilies.flatMap((family) => familyModels(family, choices))
  return [
    ...chatModels,
    ...chats.flatMap((chat) => quantized(chat, choices)),
    ...tuned,
    ...tuned.filter((_, index) => index % 2 === 0).map((model) => ggufOf(model, 'juniper-quants', choices)),
    ...chats.flatMap((chat) => adapters(chat, choices)),
    ...merges(tuned, choices),
    ...others,
    ...others.filter(({ task }) => task === 'text-to-image').flatMap((model) => imageLoras(model, choices)),
    ...others
      .filter(({ task }) => task === 'fill-mask' || task === 'sentence-similarity' || task === 'image-classification')
      .map((model) => domainTune(model, choices)),
  ]
}

function familyModels(family: Family, choices: Choices): SampleModel[] {
  return family.sizes.flatMap(([label, parameters]) => {
    const plain = `${family.name}-${label}`
    return family.variants.map((variant): SampleModel => {
      const created = daysAfter(family.created, choices.integer(0, 20))
      return {
        owner: family.owner,
        name: variant ? `${plain}-${variant}` : plain,
        task: family.task,
        library: family.library,
        modelType: family.modelType,
        license: family.license,
        ...(family.license === 'other' ? { licenseName: `${family.owner}-community` } : {}),
        languages: family.languages,
        tags: [...family.tags, ...(variant ? ['conversational'] : [])],
        created,
        modified: daysAfter(created, choices.integer(1, 120)),
        parameters,
        weights: 'safetensors',
        gated: family.gated ?? false,
        ...(variant ? { bases: [`${family.owner}/${plain}`], relation: 'finetune' as const } : {}),
        fame: (variant ? 900 : 400) * (0.5 + choices.fraction()),
        weightBytes: 2,
      }
    })
  })
}

/** A model made from another: the rest stays as the parent has it. */
function derive(parent: SampleModel, changes: Partial<SampleModel>, choices: Choices): SampleModel {
  const created = daysAfter(parent.created, choices.integer(2, 200))
  return {
    ...parent,
    gated: false,
    bases: [`${parent.owner}/${parent.name}`],
    created,
    modified: daysAfter(created, choices.integer(0, 60)),
    ...changes,
  }
}

function ggufOf(parent: SampleModel, owner: string, choices: Choices): SampleModel {
  return derive(
    parent,
    {
      owner,
      name: `${parent.name}-GGUF`,
      library: 'gguf',
      tags: ['quantized', 'llama.cpp', 'imatrix', 'conversational'],
      weights: 'gguf',
      relation: 'quantized',
      fame: parent.fame * 0.6 * choices.fraction(),
      weightBytes: 2.9,
    },
    choices,
  )
}

function quantized(chat: SampleModel, choices: Choices): SampleModel[] {
  const [first, second] = quantizers
  const mlx = derive(
    chat,
    {
      owner: 'pebble-mlx',
      name: `${chat.name}-4bit`,
      library: 'mlx',
      tags: ['4-bit', 'conversational'],
      relation: 'quantized',
      fame: chat.fame * 0.2 * choices.fraction(),
      weightBytes: 0.56,
    },
    choices,
  )
  const awq = derive(
    chat,
    {
      owner: second,
      name: `${chat.name}-AWQ`,
      tags: ['awq', '4-bit', 'conversational'],
      relation: 'quantized',
      fame: chat.fame * 0.3 * choices.fraction(),
      weightBytes: 0.6,
    },
    choices,
  )
  return [ggufOf(chat, first, choices), ggufOf(chat, second, choices), mlx, awq]
}

function fineTunes(chat: SampleModel, choices: Choices): SampleModel[] {
  const stem = chat.name.replace(/-(?:Instruct|Chat|it)$/, '')
  return choices.some(purposes, 4).map(({ name, tags, dataset }) =>
    derive(
      chat,
      {
        owner: choices.pick(tuners),
        name: `${stem}-${name}`,
        tags: [...tags, ...choices.pick(trainers), 'conversational'],
        datasets: [dataset],
        relation: 'finetune',
        fame: 60 * choices.fraction(),
      },
      choices,
    ),
  )
}

function adapters(chat: SampleModel, choices: Choices): SampleModel[] {
  return choices.some(purposes, 3).map(({ name, tags, dataset }) =>
    derive(
      chat,
      {
        owner: choices.pick(tuners),
        name: `${chat.name}-${name}-LoRA`,
        library: 'peft',
        tags: ['lora', ...tags],
        datasets: [dataset],
        parameters: Math.round(chat.parameters * 0.004),
        relation: 'adapter',
        fame: 12 * choices.fraction(),
      },
      choices,
    ),
  )
}

function merges(tuned: readonly SampleModel[], choices: Choices): SampleModel[] {
  return Array.from({ length: 20 }, (_, index): SampleModel => {
    const parent = tuned[(index * 5) % tuned.length] as SampleModel
    const mate = tuned.find(
      (other) => other.parameters === parent.parameters && other.name !== parent.name,
    ) as SampleModel
    const method = choices.pick(mergeMethods)
    const second = mate.name.slice(mate.name.lastIndexOf('-') + 1)
    return derive(
      parent,
      {
        owner: choices.pick(tuners),
        name: `${parent.name}-${second}-${method.toUpperCase()}-${index + 1}`,
        tags: ['mergekit', 'merge', method],
        bases: [`${parent.owner}/${parent.name}`, `${mate.owner}/${mate.name}`],
        datasets: [],
        relation: 'merge',
        fame: 25 * choices.fraction(),
      },
      choices,
    )
  })
}

function imageLoras(model: SampleModel, choices: Choices): SampleModel[] {
  return choices.some(styles, 6).map(([style]) =>
    derive(
      model,
      {
        owner: choices.pick(tuners),
        name: `${model.name}-${style}-LoRA`,
        tags: ['lora', 'safetensors', 'template:sd-lora', ...model.tags.filter((tag) => !tag.startsWith('diffusers:'))],
        parameters: 23_000_000,
        weights: 'none',
        relation: 'adapter',
        fame: 30 * choices.fraction(),
      },
      choices,
    ),
  )
}

const domainTasks: Readonly<Record<string, [suffix: string, task: string, dataset: string]>> = {
  'fill-mask': ['sentiment', 'text-classification', 'brass-button/review-cards'],
  'sentence-similarity': ['legal', 'sentence-similarity', 'thursday-lab/old-contracts'],
  'image-classification': ['mushrooms', 'image-classification', 'hazelwick/woodland-photos'],
}

function domainTune(model: SampleModel, choices: Choices): SampleModel {
  const [suffix, task, dataset] = domainTasks[model.task] ?? ['tuned', model.task, 'thursday-lab/long-minutes']
  return derive(
    model,
    {
      owner: choices.pick(tuners),
      name: `${model.name}-${suffix}`,
      task,
      tags: [...model.tags, 'generated_from_trainer'],
      datasets: [dataset],
      relation: 'finetune',
      fame: 40 * choices.fraction(),
    },
    choices,
  )
}
