/**
 * Ids of changes that one thread tells another of before it commits them, so that the other knows, whenever it finds
 * such a change in the database, that its models are on their way.
 */
export interface Announced {
  /** Memory of both threads. */
  readonly shared: SharedArrayBuffer
  /** To be called by the thread that commits. */
  announce(ids: readonly number[]): void
  /** To be called by the other: those that came since the last call. */
  read(): number[]
}

/** More than a thread can commit before the other takes a piece of it. */
const mostUnread = 1 << 16

/** @param shared of the other thread's; default new memory */
export function openAnnounced(shared = new SharedArrayBuffer((1 + mostUnread) * 8)): Announced {
  const written = new BigInt64Array(shared, 0, 1)
  const ids = new Float64Array(shared, 8)
  let readUpTo = 0
  return {
    shared,
    announce(fresh) {
      const from = Number(Atomics.load(written, 0))
      for (const [index, id] of fresh.entries()) ids[(from + index) % mostUnread] = id
      Atomics.store(written, 0, BigInt(from + fresh.length))
    },
    read() {
      const end = Number(Atomics.load(written, 0))
      if (end - readUpTo > mostUnread) throw new RangeError('Changes were announced faster than they were read.')
      const fresh: number[] = []
      for (; readUpTo < end; readUpTo++) fresh.push(ids[readUpTo % mostUnread]!)
      return fresh
    },
  }
}
