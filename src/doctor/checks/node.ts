import type { GroundCheck } from '../doctor.ts'

const least = 24

export const nodeCheck: GroundCheck = {
  id: 'node',
  async look() {
    const says = `Node ${process.versions.node} at ${process.execPath}`
    if (Number(process.versions.node.split('.')[0]) >= least) return [{ status: 'ok', says }]
    return [
      {
        status: 'fail',
        says,
        mend: `Weighthouse needs Node ${least}: start it with bin/weighthouse, which brings its own.`,
      },
    ]
  },
}
