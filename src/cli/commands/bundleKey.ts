import { resolve } from 'node:path'

import type { Command } from 'commander'

import type { GlobalOptions } from '../cliContext.ts'
import { plainText } from '../render/plainText.ts'

/** `bundle key FILE` */
export function addBundleKeyCommand(bundle: Command): void {
  bundle
    .command('key')
    .summary('make a pair of keys to sign bundles with')
    .description(
      'Writes a private key, readable by you only, and beside it the public one (FILE.pub) for those who import. No file is replaced.',
    )
    .argument('<file>', 'where the private key goes')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse bundle key team.key
  weighthouse bundle export models models.tar --all --sign team.key
  weighthouse bundle import models models.tar --verify-key team.key.pub`,
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      const { makeKeys } = await import('../../bundles/signature.ts')
      const keys = await makeKeys(resolve(file))
      if (command.optsWithGlobals<GlobalOptions>().json) {
        process.stdout.write(`${JSON.stringify({ data: keys, meta: {} }, null, 2)}\n`)
        return
      }
      process.stdout.write(
        `private  ${plainText(keys.privateKey)} (keep it to yourself)\npublic   ${plainText(keys.publicKey)}\nfingerprint ${keys.fingerprint}\n`,
      )
    })
}
