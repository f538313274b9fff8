import { openHouse } from './openHouse.ts'

/* A process of its own: opens a home, answers one search, says so, and ends. */

const house = await openHouse(process.argv[2] ?? '')
const { total } = await house.catalog.search({ query: 'llama gguf', limit: 20, facets: true })
process.stdout.write(`${total}\n`)
await house.close()
