type FamilyPattern = [family: string, pattern: string]

/** Families of language models, and of those that also see. */
const language: FamilyPattern[] = [
  ['llava', 'llava'],
  ['codellama', 'code ?llama'],
  ['llama', '(?:tiny|open|meta )?llama'],
  ['qwen', '(?:code)?qwen|qwq|qvq'],
  ['mistral', 'mistral|mixtral|ministral|devstral|codestral|magistral|pixtral|voxtral'],
  ['gemma', '(?:code|pali|t5|embedding)?gemma'],
  ['phi', 'phi ?[0-9]|phi\\b'],
  ['deepseek', 'deepseek|janus'],
  ['glm', 'chatglm|glm'],
  ['gpt-oss', 'gpt ?oss'],
  ['gpt2', '(?:distil)?gpt ?2'],
  ['gpt-neox', 'gpt ?neox|gpt ?neo|gpt ?j|pythia'],
  ['bloom', 'bloom'],
  ['falcon', 'falcon'],
  ['granite', 'granite'],
  ['olmo', 'olmoe?'],
  ['command-r', 'command ?r|cohere|aya\\b'],
  ['starcoder', 'starcoder'],
  ['stablelm', 'stable ?lm'],
  ['smollm', 'smol(?:lm|vlm)'],
  ['internlm', 'intern(?:lm|vl)'],
  ['minicpm', 'minicpm'],
  ['minimax', 'minimax'],
  ['nemotron', 'nemotron'],
  ['kimi', 'kimi|moonlight'],
  ['ernie', 'ernie'],
  ['exaone', 'exaone'],
  ['lfm', 'lfm ?2'],
  ['mamba', '(?:falcon)?mamba'],
  ['rwkv', 'rwkv'],
  ['hunyuan', 'hunyuan'],
  ['yi', 'yi ?(?:1|6b|9b|34b|coder|vl)'],
  ['opt', 'opt ?(?:125m|350m|1\\.3b|2\\.7b|6\\.7b|13b|30b|66b)'],
]

/** Families of image and video models. */
const images: FamilyPattern[] = [
  ['illustrious', 'illustrious'],
  ['noobai', 'noob ?ai'],
  ['pony', 'pony'],
  ['sdxl', 'sdxl|sd ?xl|stable diffusion xl|playground v2'],
  ['sd3', 'sd ?3|stable diffusion 3'],
  ['sd2', 'sd ?2|stable diffusion (?:v ?)?2'],
  ['sd1', 'sd ?1|stable diffusion (?:v ?)?1|dreamshaper'],
  ['svd', 'svd|stable video diffusion'],
  ['flux2', 'flux ?\\.?2'],
  ['flux1', 'flux'],
  ['chroma', 'chroma'],
  ['krea2', 'krea ?2'],
  ['mage-flow', 'mage ?flow'],
  ['qwen-image', 'qwen ?image'],
  ['z-image', 'z ?image'],
  ['wan', 'wan(?: ?video|2| ?2|x|\\b)'],
  ['hunyuan-image', 'hunyuan ?image'],
  ['hunyuan-video', 'hunyuan ?video|hyvid'],
  ['hunyuan-dit', 'hunyuan ?(?:dit|1)'],
  ['ltxv', 'ltx'],
  ['cosmos', 'cosmos'],
  ['anima', 'anima\\b'],
  ['hidream', 'hi ?dream'],
  ['auraflow', 'aura ?flow'],
  ['pixart', 'pixart'],
  ['kolors', 'kolors'],
  ['lumina', 'lumina'],
  ['cogvideox', 'cogvideo'],
  ['mochi', 'mochi'],
  ['stable-cascade', 'stable cascade|wuerstchen'],
  ['kandinsky5', 'kandinsky ?5'],
  ['kandinsky', 'kandinsky'],
  ['ideogram4', 'ideogram ?4'],
  ['omnigen2', 'omnigen ?2'],
  ['seedvr2', 'seedvr ?2'],
  ['animatediff', 'animate ?diff'],
]

/** Families of models that make sound of words. */
const soundMakers: FamilyPattern[] = [
  ['stable-audio', 'stable audio'],
  ['ace-step', 'ace ?(?:step|audio)'],
]

/** What neither draws nor speaks. */
const others: FamilyPattern[] = [
  // Text encoders, embeddings, rerankers
  ['t5', '(?:flan |m|u|by|long )?t5'],
  ['bart', '(?:m)?bart'],
  ['bge', 'bge'],
  ['gte', 'gte\\b'],
  ['e5', '(?:multilingual )?e5\\b'],
  ['nomic', 'nomic'],
  ['jina', 'jina'],
  ['modernbert', 'modern ?bert'],
  ['deberta', 'm?deberta'],
  ['roberta', '(?:xlm )?roberta|camembert|distilroberta'],
  ['bert', '(?:al|distil|mobile|sci|bio|fin|legal|mini|tiny|s|m|x)?bert\\b'],
  ['minilm', 'minilm'],
  ['electra', 'electra'],
  // Sound
  ['whisper', '(?:distil )?whisper'],
  ['wav2vec2', 'wav2vec'],
  ['bark', 'bark\\b'],
  ['musicgen', 'musicgen'],
  ['kokoro', 'kokoro'],
  ['parakeet', 'parakeet'],
  // Sight
  ['siglip', 'siglip'],
  ['clip', '(?:open ?)?clip'],
  ['dino', 'dino(?:v[0-9])?'],
  ['sam', 'sam(?: ?[0-9]|\\b)'],
  ['yolo', 'yolo'],
  ['vit', 'vit\\b'],
  ['resnet', 'resnet'],
  ['esrgan', '(?:real ?)?esrgan|ultrasharp'],
]

/*
 * Families of models, and how names, tags, architectures and base models speak of them. The first pattern that fits a
 * text wins, so what is built upon another family and has become its own stands before it. Patterns start at a word.
 */
const families: FamilyPattern[] = [...images, ...soundMakers, ...language, ...others]

/** The families whose models draw pictures unless something else is said of them. */
export const imageFamilies: ReadonlySet<string> = new Set(images.map(([family]) => family))

/** The families whose models are language models unless something else is said of them. */
export const languageFamilies: ReadonlySet<string> = new Set(language.map(([family]) => family))

const compiled = families.map(([family, pattern]) => ({ family, pattern: startingWord(pattern) }))

/** Most names speak of no family; one look for all of them takes a tenth of a look for each. */
const anyFamily = startingWord(families.map(([, pattern]) => pattern).join('|'))

function startingWord(pattern: string): RegExp {
  return new RegExp(`(?:^|[^a-z0-9])(?:${pattern})`)
}

/**
 * The family that one of `texts` names, the first text that names one deciding; undefined when none does.
 * Separators do not matter: `stable-diffusion_v1.5` and `Stable Diffusion v1.5` are the same.
 */
export function familyOf(texts: Iterable<string | undefined>): string | undefined {
  for (const text of texts) {
    if (!text) continue
    const plain = text.toLowerCase().replace(/[-_/:\s]+/g, ' ')
    if (!anyFamily.test(plain)) continue
    const found = compiled.find(({ pattern }) => pattern.test(plain))
    if (found) return found.family
  }
  return undefined
}
