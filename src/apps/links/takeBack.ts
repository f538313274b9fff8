import { WeighthouseError } from '../../foundation/errors.ts'

/** Steps that were done and can be undone. */
export interface Undo {
  push(step: () => unknown): void
  /**
   * Undoes them, the last first; one that fails does not keep the others from being undone. Then throws `error`, or when
   * steps failed, CONFLICT.
   */
  takeBack(error: unknown): Promise<never>
}

export function createUndo(): Undo {
  const steps: (() => unknown)[] = []
  return {
    push: (step) => void steps.push(step),
    async takeBack(error) {
      const failures: unknown[] = []
      for (const step of steps.splice(0).toReversed()) {
        try {
          await step()
        } catch (failure) {
          failures.push(failure)
        }
      }
      if (failures.length === 0) throw error
      throw new WeighthouseError('CONFLICT', `Linking failed, and ${failures.length} steps could not be taken back.`, {
        hint: 'Mend the cause and run `weighthouse unmap`: the ledger knows what is left.',
        details: { failures: failures.map(String) },
        cause: error,
      })
    },
  }
}
