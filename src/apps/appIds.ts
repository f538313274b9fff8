/** The ids of all adapters, in their order; apart from them, so that help need not load them. */
export const appIds = [
  'comfyui',
  'a1111',
  'forge',
  'sdnext',
  'fooocus',
  'swarmui',
  'invokeai',
  'lmstudio',
  'ollama',
  'llamacpp',
  'jan',
  'gpt4all',
  'text-generation-webui',
  'huggingface-cache',
] as const
