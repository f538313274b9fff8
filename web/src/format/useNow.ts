import { useEffect, useState } from 'react'

/** The time, renewed every `interval` milliseconds while `running`. */
export function useNow(interval: number, running = true): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(Date.now()), interval)
    return () => clearInterval(timer)
  }, [interval, running])
  return now
}
