export const nodeFlags: string[]
export function runtimeEnv(root: string): Record<string, string>
