export const nodeFlags: string[]
export function runtimeEnv(
  root: string,
  compiled?: string,
): { MALLOC_MMAP_THRESHOLD_: string; NODE_COMPILE_CACHE: string }
