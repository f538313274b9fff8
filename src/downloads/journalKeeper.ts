/** After so many bytes, or so many milliseconds, what was written is noted: for a kill, and, with fsync, for a power cut. */
const noteBytes = 16 * 1024 * 1024
const noteMs = 500
const durableBytes = 64 * 1024 * 1024
const durableMs = 2000

/** Keeps a journal up with what is written, one note after the other. */
export interface JournalKeeper {
  /** Begins a note if enough was written since the last one. @throws what an earlier note failed with */
  noteIfDue(): void
  /** @param isDurable first what was written is put on the disk. Never rejects; see {@link settle} */
  note(isDurable: boolean): Promise<void>
  /** Waits for what is noted at the moment. @throws what a note failed with */
  settle(): Promise<void>
  /** Whether something was written that is not on the disk for sure. */
  readonly isBehind: boolean
  /** What is written now counts as noted. */
  setBack(): void
}

/** @param options.write puts what is written on the disk, if asked to, and then says so in the journal */
export function createJournalKeeper(options: {
  writtenBytes: () => number
  write: (isDurable: boolean) => Promise<void>
}): JournalKeeper {
  const { writtenBytes, write } = options
  let noting: Promise<void> | undefined
  let failure: { error: unknown } | undefined
  let noted = { bytes: writtenBytes(), time: Date.now() }
  let synced = { ...noted }

  function throwFailure(): void {
    if (failure) throw failure.error
  }

  function whatIsDue(): 'written' | 'durable' | undefined {
    if (noting) return undefined
    const [bytes, now] = [writtenBytes(), Date.now()]
    if (bytes === noted.bytes && bytes === synced.bytes) return undefined
    if (bytes - synced.bytes >= durableBytes || now - synced.time >= durableMs) return 'durable'
    return bytes - noted.bytes >= noteBytes || now - noted.time >= noteMs ? 'written' : undefined
  }

  async function noteAfter(before: Promise<void> | undefined, isDurable: boolean): Promise<void> {
    await before
    try {
      noted = { bytes: writtenBytes(), time: Date.now() }
      if (isDurable) synced = { ...noted }
      await write(isDurable)
    } catch (error) {
      failure = { error }
    }
  }

  async function forgetWhenDone(mine: Promise<void>): Promise<void> {
    await mine
    if (noting === mine) noting = undefined
  }

  function note(isDurable: boolean): Promise<void> {
    const mine = noteAfter(noting, isDurable)
    noting = mine
    void forgetWhenDone(mine)
    return mine
  }

  return {
    note,
    noteIfDue() {
      throwFailure()
      const due = whatIsDue()
      if (due) void note(due === 'durable')
    },
    async settle() {
      await noting
      throwFailure()
    },
    get isBehind() {
      return writtenBytes() > synced.bytes
    },
    setBack() {
      noted = { bytes: writtenBytes(), time: Date.now() }
      synced = { ...noted }
    },
  }
}
