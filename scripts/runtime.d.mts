export const nodeFlags: string[]
export function runtimeEnv(root: string, compiled?: string): Record<string, string>
