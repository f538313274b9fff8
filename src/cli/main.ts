import { enableCompileCache } from 'node:module'

// Before anything else is imported: what is compiled from here on is compiled once per machine, not once per start.
enableCompileCache()
// Where the bundle was made of what; only read when somebody looks, because that takes a moment.
if (process.argv.includes('--debug')) process.setSourceMapsEnabled(true)
const { runProgram } = await import('./runProgram.ts')

// A reader that went away (`weighthouse search | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await runProgram(process.argv.slice(2))
