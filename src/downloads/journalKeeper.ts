/** After so many bytes, or so many milliseconds, what was written is noted: for a kill, and, with fsync, for a power cut. */
const noteBytes = 4 * 1024 * 1024
const noteMs = 200
const durableBytes = 64 * 1024 * 1024
const durableMs = 2000

/** Keeps a journal up with what is written. Notes are written one after the other. */
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

/**
 * @param options.sync puts what is written on the disk, which may take seconds; notes go on meanwhile
 * @param options.write writes the journal
 */
export function createJournalKeeper(options: {
  writtenBytes: () => number
  sync: () => Promise<void>
  write: (isDurable: boolean) => Promise<void>
}): JournalKeeper {
  const { writtenBytes, sync, write } = options
  let noting: Promise<void> | undefined
  let syncing: Promise<void> | undefined
  let failure: { error: unknown } | undefined
  let noted = { bytes: writtenBytes(), time: Date.now() }
  let synced = { ...noted }

  function throwFailure(): void {
    if (failure) throw failure.error
  }

  function isDue(last: { bytes: number; time: number }, bytes: number, ms: number): boolean {
    const more = writtenBytes() - last.bytes
    return more >= bytes || (more > 0 && Date.now() - last.time >= ms)
  }

  async function writeAfter(before: Promise<void> | undefined, isDurable: boolean): Promise<void> {
    await before
    try {
      noted = { bytes: writtenBytes(), time: Date.now() }
      await write(isDurable)
    } catch (error) {
      failure = { error }
    }
  }

  async function forgetWhenDone(mine: Promise<void>): Promise<void> {
    await mine
    if (noting === mine) noting = undefined
  }

  function writeNext(isDurable: boolean): Promise<void> {
    const mine = writeAfter(noting, isDurable)
    noting = mine
    void forgetWhenDone(mine)
    return mine
  }

  async function syncAndWrite(): Promise<void> {
    try {
      synced = { bytes: writtenBytes(), time: Date.now() }
      await sync()
      await writeNext(true)
    } catch (error) {
      failure = { error }
    } finally {
      syncing = undefined
    }
  }

  async function note(isDurable: boolean): Promise<void> {
    if (!isDurable) return writeNext(false)
    await syncing
    syncing = syncAndWrite()
    await syncing
  }

  return {
    note,
    noteIfDue() {
      throwFailure()
      if (!syncing && isDue(synced, durableBytes, durableMs)) syncing = syncAndWrite()
      if (!noting && isDue(noted, noteBytes, noteMs)) void writeNext(false)
    },
    async settle() {
      await syncing
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
