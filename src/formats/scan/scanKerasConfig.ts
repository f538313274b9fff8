import type { ByteStream } from '../bytes/byteStream.ts'
import type { ScanContext } from './scanContext.ts'

const mostBytes = 16 * 1024 * 1024
/** So that a word across two chunks is found. */
const overlap = 512

/**
 * Looks for what makes Keras run a program: a Lambda layer holds Python code, and a `module` is imported when the model
 * is loaded. The text is searched, not parsed: in HDF5 it stands among other bytes.
 */
export async function scanKerasConfig({ findings }: ScanContext, stream: ByteStream): Promise<void> {
  let rest = ''
  while (stream.position() < mostBytes && (stream.ready() > 0 || (await stream.fill(1)))) {
    const text = rest + stream.take(stream.ready()).toString('latin1')
    if (/"class_name"\s*:\s*"(?:\w+>)?Lambda"/.test(text))
      findings.add('suspicious', 'it has a Keras Lambda layer, which holds a program')
    for (const [, module = '', name = ''] of text.matchAll(
      /"module"\s*:\s*"([\w.]{1,200})"\s*,\s*"class_name"\s*:\s*"([\w.]{1,200})"/g,
    ))
      if (!/^(?:keras|tensorflow|tf_keras|builtins)(?:\.|$)/.test(module)) findings.addImport(module, name)
    rest = text.slice(-overlap)
  }
}
