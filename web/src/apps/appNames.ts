/** What `app add` knows, as people write it. */
export const appNames = [
  { value: 'comfyui', label: 'ComfyUI' },
  { value: 'a1111', label: 'Stable Diffusion web UI (A1111)' },
  { value: 'forge', label: 'Stable Diffusion WebUI Forge' },
  { value: 'sdnext', label: 'SD.Next' },
  { value: 'fooocus', label: 'Fooocus' },
  { value: 'swarmui', label: 'SwarmUI' },
  { value: 'invokeai', label: 'InvokeAI' },
  { value: 'lmstudio', label: 'LM Studio' },
  { value: 'ollama', label: 'Ollama' },
  { value: 'llamacpp', label: 'llama.cpp' },
  { value: 'jan', label: 'Jan' },
  { value: 'gpt4all', label: 'GPT4All' },
  { value: 'text-generation-webui', label: 'text-generation-webui' },
  { value: 'huggingface-cache', label: 'Hugging Face cache' },
] as const

/** Apps whose settings can name folders instead of links. */
export const withSettings: readonly string[] = ['comfyui', 'sdnext', 'fooocus', 'swarmui']
