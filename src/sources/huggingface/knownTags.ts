/** Words that Hugging Face tags use for libraries; keys of MODEL_LIBRARIES_UI_ELEMENTS in @huggingface/tasks. */
export const libraryTags: ReadonlySet<string> = new Set(
  (
    'adapter-transformers allennlp asteroid bertopic birefnet bm25s comfyui deepforest diffusers diffusionkit docking-at-home ' +
    'edsnlp espnet fairseq fastai fasttext flair gliner hermes k2 keras keras-hub keras-nlp kerasformers lerobot ' +
    'lightning litert litert-lm llama.cpp mlx mlx-audio mlx-image mlx-lm mlx-vlm ml-agents nemo open_clip optimum ' +
    'paddlenlp paddleocr paddlepaddle pali peft pyannote-audio pythae rl-zoo sample-factory sentence-transformers ' +
    'setfit sklearn spacy span-marker speechbrain ssr-speech stable-audio-tools stable-baselines3 stanza superb ' +
    'tensorflowtts terratorch tf-keras timm transformers transformers.js ultralytics unity-sentis vllm voicecraft ' +
    'whisperkit'
  ).split(' '),
)

/** What a model's weights run in, below its library. */
export const frameworkTags: ReadonlySet<string> = new Set('pytorch tf tensorflow jax flax'.split(' '))

export const formatTags: ReadonlySet<string> = new Set(
  'safetensors gguf ggml onnx openvino coreml tflite tensorrt executorch pickle joblib'.split(' '),
)

/**
 * Tasks of Hugging Face (PIPELINE_DATA in @huggingface/tasks), and at the end those of older models that are none any
 * more.
 */
export const taskTags: ReadonlySet<string> = new Set(
  (
    'text-classification token-classification table-question-answering question-answering zero-shot-classification ' +
    'translation summarization feature-extraction text-generation fill-mask sentence-similarity table-to-text ' +
    'multiple-choice text-ranking text-retrieval text-to-speech text-to-audio automatic-speech-recognition ' +
    'audio-to-audio audio-classification voice-activity-detection audio-text-to-text image-text-to-text ' +
    'image-text-to-image image-text-to-video visual-question-answering document-question-answering ' +
    'video-text-to-text visual-document-retrieval any-to-any depth-estimation image-classification object-detection ' +
    'image-segmentation text-to-image image-to-text image-to-image image-to-video unconditional-image-generation ' +
    'video-classification text-to-video zero-shot-image-classification mask-generation zero-shot-object-detection ' +
    'text-to-3d image-to-3d image-feature-extraction keypoint-detection video-to-video reinforcement-learning ' +
    'robotics tabular-classification tabular-regression tabular-to-text time-series-forecasting graph-ml ' +
    'text2text-generation speech-segmentation structured-data-classification'
  ).split(' '),
)
