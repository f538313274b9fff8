/*
 * Words of the trade, the most frequent first: for benches without the real records. Which of them is how frequent is
 * rounded from public counts; see builtInProfile.ts.
 */
export const families =
  'Llama Qwen3 Qwen2.5 bert gemma Mistral distilbert roberta gpt2 t5 wav2vec2 Llama-3.1 opus-mt whisper Phi-3 xlm-roberta flux SDXL DeepSeek-R1 vit electra bart Mixtral gemma-2 Llama-3.2 Qwen1.5 falcon albert SmolLM mt5 deberta-v3 TinyLlama Yi pythia bloom clip resnet50 yolov8 pegasus gpt-oss GLM-4 Nemotron'.split(
    ' ',
  )
export const sizes = '7B 8B base large small 3B 1.5B 27B 0.5B 14B 70B tiny 4B 32B 1B 13B medium 2b 72B 350m 300m'.split(
  ' ',
)
export const forms =
  'Instruct finetuned uncased GGUF lora v1 chat sft v2 cased test model ner squad dpo en 4bit AWQ it merged cola v3 emotion imdb q4 GPTQ uncensored code abliterated sentiment multilingual mlx seed42 hf ft qa es zh fr de distilled reasoning vision adapter grpo tuned math medical roleplay story embedding reranker'.split(
    ' ',
  )
export const suffixes: readonly (readonly [string, number])[] = [
  ['-GGUF', 400],
  ['-i1-GGUF', 160],
  ['-AWQ', 40],
  ['-4bit', 40],
  ['-mlx-8Bit', 30],
  ['-GPTQ-Int4', 25],
  ['-FP8', 25],
  ['-Q4_K_M-GGUF', 60],
  ['-bnb-4bit', 25],
  ['-exl2', 10],
  ['-NVFP4', 10],
]
export const tagWords =
  'conversational unsloth trl sft lora custom_code generated_from_trainer merge mergekit roleplay reasoning code math uncensored abliterated imatrix moe vision audio speech chat finance medical legal chemistry biology robotics agent tool-use embeddings sentence-similarity stable-diffusion flux anime art photo style character not-for-all-audiences dpo grpo rl distillation quantized 4-bit 8-bit mlx llama-cpp gguf-my-repo onnx openvino edge tiny long-context translation summarization ner sentiment qa retrieval rag synthetic multilingual benchmark tokenizer pretraining causal-lm'.split(
    ' ',
  )
export const languageCodes = 'zh fr es de ko ja it pt ru ar hi vi tr nl sv fi pl id th uk cs'.split(' ')
export const licenseNames: readonly (readonly [string, number])[] = [
  ['', 5120],
  ['apache-2.0', 2850],
  ['mit', 810],
  ['other', 395],
  ['openrail', 120],
  ['cc-by-4.0', 136],
  ['cc-by-nc-4.0', 110],
  ['creativeml-openrail-m', 80],
  ['gemma', 63],
  ['cc-by-sa-4.0', 52],
  ['llama2', 43],
  ['llama3', 38],
  ['llama3.1', 33],
  ['gpl-3.0', 23],
  ['agpl-3.0', 18],
  ['unknown', 13],
  ['cc-by-nc-nd-4.0', 9],
  ['bigcode-openrail-m', 5],
]
/** Task, library, how many of one thousand models without a parent; then tags with how many in one hundred have them. */
export const kindRows: readonly (readonly [string, string, number, string])[] = [
  ['', '', 300, 'pytorch 8,tensorboard 4,safetensors 20'],
  [
    'text-generation',
    'transformers',
    170,
    'safetensors 60,endpoints_compatible 55,conversational 45,text-generation-inference 50,pytorch 35,llama 20,qwen2 12,gpt2 20',
  ],
  ['', 'transformers', 90, 'safetensors 60,endpoints_compatible 60,pytorch 30'],
  [
    'text-classification',
    'transformers',
    75,
    'pytorch 70,safetensors 30,bert 30,roberta 15,distilbert 15,endpoints_compatible 60',
  ],
  ['text-to-image', 'diffusers', 70, 'safetensors 60,lora 50,stable-diffusion 35,flux 15'],
  ['fill-mask', 'transformers', 45, 'pytorch 85,bert 40,roberta 25'],
  ['automatic-speech-recognition', 'transformers', 40, 'pytorch 60,wav2vec2 40,whisper 35,audio 20,speech 20'],
  ['feature-extraction', 'transformers', 35, 'pytorch 60,bert 30,safetensors 35'],
  ['token-classification', 'transformers', 35, 'pytorch 70,bert 45,roberta 20'],
  ['sentence-similarity', 'sentence-transformers', 30, 'safetensors 60,feature-extraction 60,bert 30'],
  ['reinforcement-learning', 'stable-baselines3', 25, 'deep-reinforcement-learning 95,model-index 70'],
  ['image-classification', 'transformers', 25, 'pytorch 50,vit 50,vision 40,safetensors 45'],
  ['translation', 'transformers', 20, 'pytorch 80,marian 70,tf 40'],
  ['robotics', 'lerobot', 15, 'safetensors 95'],
  ['text-generation', 'peft', 15, 'safetensors 90,lora 70'],
  ['image-text-to-text', 'transformers', 15, 'safetensors 95,conversational 70'],
]
export const quantizedKinds: readonly (readonly [string, string, number, string])[] = [
  ['', 'transformers', 500, 'gguf 90,imatrix 25,conversational 45,endpoints_compatible 60'],
  ['text-generation', 'gguf', 150, 'gguf 100,llama-cpp 40,conversational 50'],
  ['text-generation', 'mlx', 120, 'mlx 100,safetensors 90,4-bit 40,8-bit 30,conversational 40'],
  ['text-generation', 'transformers', 230, 'safetensors 80,4-bit 35,conversational 50,compressed-tensors 10'],
]
export const adapterKinds: readonly (readonly [string, string, number, string])[] = [
  ['text-generation', 'peft', 450, 'safetensors 90,lora 80,transformers 40'],
  ['', 'peft', 250, 'safetensors 90,lora 60'],
  ['text-to-image', 'diffusers', 300, 'lora 85,flux 35,stable-diffusion-xl 20,template:sd-lora 20'],
]
export const fileNames =
  'config.json README.md model.safetensors tokenizer_config.json tokenizer.json special_tokens_map.json pytorch_model.bin generation_config.json training_args.bin vocab.json merges.txt vocab.txt adapter_config.json adapter_model.safetensors added_tokens.json chat_template.jinja trainer_state.json preprocessor_config.json optimizer.pt scheduler.pt spiece.model tf_model.h5 flax_model.msgpack model.safetensors.index.json eval_results.json .gitignore'.split(
    ' ',
  )
export const civitaiWords =
  'Style LoRA Character Anime Realistic Mix Girl Model Concept Pony Illustrious Flux XL Dark Fantasy Art Cute Outfit Princess Dragon Neon Cyberpunk Portrait Genshin Impact Pose Vintage Photo Soft Light Detail Slider Retro Ink Watercolor Cat Knight Ocean Space Robot Witch Summer Gothic Manga Comic'.split(
    ' ',
  )
export const civitaiTags =
  'style,anime,character,woman,female,base model,photorealistic,illustration,game character,video game,realistic,art style,concept,fantasy,clothing,portraits,cartoon,landscapes,background,girls,sexy,poses,3d,buildings,man,vehicle,animal,celebrity,tool,objects'.split(
    ',',
  )
