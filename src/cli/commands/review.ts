import type { Command } from 'commander'

import { type Curation, CurationService } from '../../gen/weighthouse/v1/curation_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect, parseCount } from '../parseOptions.ts'
import { plural } from '../render/formatNumbers.ts'
import { printCuration } from '../render/printCuration.ts'
import { printTable } from '../render/printTable.ts'

interface SetFlags {
  type?: string
  subtype?: string
  family?: string
  variant?: string
  base: string[]
}

const slugHelp = 'a slug, as `review` prints it'

export function addReviewCommand(program: Command): void {
  const review = program
    .command('review')
    .summary('see the models of which it is not sure what they are, and say it')
    .description('What you say of a model is kept in its overrides.json, and no scan or identification changes it.')
    .addHelpText('after', '\nExamples:\n  weighthouse review list\n  weighthouse review list --json')

  review
    .command('list', { isDefault: true })
    .summary('print the models that wait for you')
    .argument('[words...]', 'words in their names, tags or family')
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 50)
    .option('--cursor <cursor>', 'go on after an earlier page (meta.nextCursor of --json)')
    .addHelpText('after', '\nExample:\n  weighthouse review list --limit 10')
    .action((words: string[], options: { limit: number; cursor?: string }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.curation.listReviews({ query: words.join(' '), ...options })
        answer(CurationService.method.listReviews, response, () => printReviews(response.models, response.total))
      }),
    )

  review
    .command('show')
    .summary('print what is known of a model, and who says so')
    .argument('<model>', slugHelp)
    .addHelpText('after', '\nExample:\n  weighthouse review show local-0123456789abcdef')
    .action((id: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const curation = await api.curation.getCuration({ id })
        answer(CurationService.method.getCuration, curation, () => printCuration(curation))
      }),
    )

  review
    .command('accept')
    .summary('say that a model is what it was found to be')
    .argument('<model>', slugHelp)
    .addHelpText('after', '\nExample:\n  weighthouse review accept local-0123456789abcdef')
    .action((id: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const curation = await api.curation.decideReview({ id })
        answer(CurationService.method.decideReview, curation, () => printCuration(curation))
      }),
    )

  review
    .command('set')
    .summary('say what a model is')
    .argument('<model>', slugHelp)
    .option('--type <type>', 'llm, vlm, reranker, diffusion, embedding, audio, vision or unknown')
    .option(
      '--subtype <part>',
      'checkpoints, unet, diffusers, loras, vae, controlnet, embeddings, upscale, full, other, …',
    )
    .option('--family <family>', 'such as sdxl, flux1 or llama')
    .option('--variant <variant>', 'which one of its family, such as inpaint or schnell')
    .option('--base <model>', 'a model that it is made for or from (repeatable)', collect, [])
    .addHelpText(
      'after',
      '\nExample:\n  weighthouse review set local-0123456789abcdef --type diffusion --subtype loras --family sdxl',
    )
    .action((id: string, { base, ...flags }: SetFlags, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const curation = await api.curation.decideReview({ id, ...flags, baseModels: base })
        answer(CurationService.method.decideReview, curation, () => printCuration(curation))
      }),
    )

  review
    .command('undo')
    .summary('take back what you said a model is')
    .argument('<model>', slugHelp)
    .addHelpText('after', '\nExample:\n  weighthouse review undo local-0123456789abcdef')
    .action((id: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const curation = await api.curation.withdrawReview({ id })
        answer(CurationService.method.withdrawReview, curation, () => printCuration(curation))
      }),
    )
}

function printReviews(models: readonly Curation[], total: bigint): void {
  if (total === 0n) {
    process.stdout.write('Nothing waits for you: it is known what every model is.\n')
    return
  }
  printTable(
    [
      { title: 'MODEL' },
      { title: 'NAME', flexible: true },
      { title: 'SEEMS TO BE' },
      { title: 'SURE', align: 'right' },
      { title: 'BY', spare: 1 },
      { title: 'FILE', spare: 2 },
    ],
    models.map(({ slug, officialName, type, family, subtype, confidence, method, path, broken }) => [
      slug,
      officialName,
      broken.length > 0 ? 'broken' : `${type}/${family} ${subtype}`,
      `${Math.round(confidence * 100)}%`,
      method,
      path,
    ]),
  )
  process.stdout.write(
    `\n${plural(total, 'model')} to look at. Say what one is: weighthouse review set MODEL --type … --family …, or: weighthouse review accept MODEL\n`,
  )
}
