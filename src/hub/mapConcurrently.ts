/**
 * Runs `work` on every item, at most `limit` at a time, and returns the results in the items' order. After the first
 * failure nothing new is started; it is thrown once what runs has ended.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  let failure: { error: unknown } | undefined

  async function run(): Promise<void> {
    while (next < items.length && !failure) {
      const index = next++
      try {
        results[index] = await work(items[index]!)
      } catch (error) {
        failure ??= { error }
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run))
  if (failure) throw failure.error
  return results
}
