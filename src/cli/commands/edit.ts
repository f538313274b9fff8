import { type Command, InvalidArgumentError } from 'commander'

import { CurationService } from '../../gen/weighthouse/v1/curation_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect, parseCount } from '../parseOptions.ts'
import { printCuration } from '../render/printCuration.ts'

interface EditFlags {
  title?: string
  note?: string
  tag: string[]
  favourite?: boolean
  rating?: number
}

export function addEditCommand(program: Command): void {
  program
    .command('edit')
    .summary('write notes, tags, a rating or a title of your own on a model')
    .description(
      "What you write is kept in the model's overrides.json. A pull, a scan or an identification never changes it.",
    )
    .argument('<model>', 'a slug, as `list` prints it')
    .option('--title <text>', 'what you call it; an empty text takes it away')
    .option('--note <text>', 'your notes; an empty text takes them away')
    .option('--tag <tag>', '+tag adds one, -tag takes one away or hides one of the source (repeatable)', collect, [])
    .option('--favourite', 'make it a favourite')
    .option('--no-favourite', 'make it none')
    .option('--rating <n>', '1 to 5; 0 takes the rating away', parseRating)
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse edit stellar-labs--Aurora-1B-Instruct --note "quick, and good at lists" --rating 4\n  weighthouse edit stellar-labs--Aurora-1B-Instruct --tag +daily --tag -chat --favourite',
    )
    .action((id: string, flags: EditFlags, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const { title, note: notes, tag: tags, favourite, rating } = flags
        const curation = await api.curation.editModel({
          id,
          title,
          notes,
          addTags: tags.filter((tag) => !tag.startsWith('-')).map((tag) => tag.replace(/^\+/, '')),
          removeTags: tags.filter((tag) => tag.startsWith('-')).map((tag) => tag.slice(1)),
          favourite,
          rating,
        })
        answer(CurationService.method.editModel, curation, () => printCuration(curation))
      }),
    )
}

function parseRating(text: string): number {
  const rating = parseCount(text)
  if (rating > 5) throw new InvalidArgumentError('A rating is 1 to 5; 0 takes it away.')
  return rating
}
