/** How long work goes on before it yields; several fit into the pause that a search may notice. */
const turnMs = 4
/** Looking at the clock takes as long as some tens of postings. */
const workBetweenLooks = 5_000

/** Tells long work when to yield. */
export class Pace {
  #since = performance.now()
  #work = 0

  /** @param work done since the last call, in steps of some nanoseconds. @returns true once a turn is over */
  isOver(work: number): boolean {
    this.#work += work
    if (this.#work < workBetweenLooks) return false
    this.#work = 0
    return performance.now() - this.#since > turnMs
  }

  /** To be called after yielding. */
  start(): void {
    this.#since = performance.now()
  }
}
