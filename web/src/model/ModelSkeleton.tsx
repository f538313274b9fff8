/** The page's shape while its model is read. */
export function ModelSkeleton() {
  return (
    <div role="status" aria-label="Loading the model" className="mx-auto max-w-6xl pt-6">
      <div className="skeleton mb-3 h-5 w-40" />
      <div className="skeleton h-8 w-96 max-w-full" />
      <div className="skeleton mt-2 h-6 w-72 max-w-full" />
      <div className="mt-6 border-y py-4">
        <div className="skeleton h-10 w-full max-w-2xl" />
      </div>
      <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-10">
        <div className="skeleton mt-8 h-80 rounded-xl!" />
        <div className="skeleton mt-8 h-48 rounded-xl!" />
      </div>
    </div>
  )
}
