// Written by scripts/writeVocabulary.ts from @huggingface/tasks (MIT): the keys of PIPELINE_DATA and MODEL_LIBRARIES_UI_ELEMENTS. Do not edit.

/** Tasks of Hugging Face. */
export const taskKeys: readonly string[] = (
  'text-classification token-classification table-question-answering question-answering ' +
  'zero-shot-classification translation summarization feature-extraction text-generation fill-mask ' +
  'sentence-similarity text-to-speech text-to-audio automatic-speech-recognition audio-to-audio ' +
  'audio-classification audio-text-to-text voice-activity-detection depth-estimation image-classification ' +
  'object-detection image-segmentation text-to-image image-to-text image-to-image image-to-video ' +
  'unconditional-image-generation video-classification reinforcement-learning robotics tabular-classification ' +
  'tabular-regression tabular-to-text table-to-text multiple-choice text-ranking text-retrieval ' +
  'time-series-forecasting text-to-video image-text-to-text image-text-to-image image-text-to-video ' +
  'visual-question-answering document-question-answering zero-shot-image-classification graph-ml ' +
  'mask-generation zero-shot-object-detection text-to-3d image-to-3d image-feature-extraction ' +
  'video-text-to-text keypoint-detection visual-document-retrieval any-to-any video-to-video other'
).split(' ')

/** Libraries of Hugging Face. */
export const libraryKeys: readonly string[] = (
  'acestep adapter-transformers allennlp aneforge anemoi araclip aviation-ner asteroid audiocraft audioseal ' +
  'bagel-mot bboxmaskpose ben2 bertopic big_vision bionemo birder birefnet bm25s boltzgen cancertathomev2 ' +
  'cartesia_pytorch cartesia_mlx causilo ccpfn champ chatterbox chaossim chat_tts chexmix chronos-forecasting ' +
  'clara clipscope cloud-agents collectorvision colipri cosyvoice cotracker colpali comet cortiq cosmos ' +
  'cxr-foundation deepforest depth-anything-v2 depth-pro derm-foundation describe-anything dia-tts dia2 ' +
  'diff-interpretation-tuning diffree diffusers diffusionkit docking-at-home doctr edsnlp elm encoderfile ' +
  'espnet eupe fairseq fastai fastprint fasttext fixer flair flexray flextab fme gaussianformer gemma.cpp ' +
  'geometry-crafter gliformer gliner gliner2 glm-tts glyph-byt5 granite-library grok habibi-tts hallo ' +
  'minimax-h3 mect hermes holomotion hezar htrflow hunyuan-dit hunyuan3d-2 hunyuanworld-voyager hy-worldplay ' +
  'hy-world-2 image-matching-models imstoucan index-tts infinitetalk infinite-you intellifold ising-decoding ' +
  'jev-style keras tf-keras keras-hub zeromodels kernels kimi-audio kittentts kronos k2 lyra-2.0 lagernvs laya ' +
  'ltx lightning-ir litert litert-lm lerobot lightglue liveportrait longcat-video-avatar-1.5 llama-cpp-python ' +
  'mini-omni2 mindspore magi-1 magenta-realtime magenta-realtime-2 mamba-ssm manas-1 mars5-tts matanyone memra ' +
  'mesh-anything merlin medvae mflux microduck mitie ml-agents ml-sharp mlx mlx-image mlc-llm model2vec ' +
  'mobilint montreal-forced-aligner moshi mtvcraft multimolecule nemo ninfer nobg nv-medtech open-oasis ' +
  'open_clip openasr opendde openpeerllm open-sora outetts paddlenlp PaddleOCR peft perception-encoder ' +
  'phantom-wan piper pocket-tts pruna-ai pxia pyannote-audio py-feat pythae quantumpeer qwen3_tts ' +
  'recurrentgemma relik refiners renderformer reverb rkllm robo-orchard-lab routee-powertrain rwkv saelens ' +
  'scail-2 sam2 sam-3d-body sam-3d-objects same sample-factory sap-rpt-1-oss sapiens sapiens2 seedvr ' +
  'self-forcing sentence-transformers setfit shadow sklearn spacy span-marker speechbrain ssr-speech ' +
  'stable-audio-3 stable-audio-tools monkeyocr diffusion-single-file seed-story skala soloaudio songbloom ' +
  'stable-baselines3 stanza supertonic swarmformer synthefy-migas f5-tts genmo tencent-song-generation ' +
  'tensorflowtts tensorrt tabpfn terratorch tic-clip timesfm timee-ts timm tirex tirex-2 torchgeo transformers ' +
  'transformers.js trellis trellis2 tunejury ultralytics univa uni-3dar unity-sentis sana videoprism vfi-mamba ' +
  'vismatch lvface voicecraft voxcpm vui vqweb vibevoice videox_fun wan2.2 wham whisperkit yolov10 yolov26 ' +
  'zonos 3dtopia-xl'
).split(' ')
