// `npm run build`: bundles the program, so that bin/weighthouse starts fast. `npm start` and `npm test` do it by themselves.
import { buildProgram } from './buildProgram.mjs'

buildProgram()
