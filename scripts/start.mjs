// `npm start`: from a fresh clone to a running hub. What follows `--` goes to `weighthouse serve`.
import { spawn } from 'node:child_process'

import { buildProgram, bundleEnvironment } from './buildProgram.mjs'
import { buildWeb, installDependencies, pinnedNode } from './prepare.mjs'
import { nodeFlags } from './runtime.mjs'

const command = process.env.npm_lifecycle_event === 'demo' ? 'demo' : 'serve'
installDependencies()
buildWeb()
const main = buildProgram()
const child = spawn(pinnedNode, [...nodeFlags, main, command, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...bundleEnvironment(main), ...process.env },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
// When npm is killed, nobody tells its children; without this the hub would go on unseen.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM')
}, 500).unref()
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
