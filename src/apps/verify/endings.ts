/** What ComfyUI calls pt extensions. https://github.com/Comfy-Org/ComfyUI folder_paths.py, supported_pt_extensions */
export const torchEndings = ['.ckpt', '.pt', '.pt2', '.bin', '.pth', '.safetensors', '.pkl', '.sft'] as const
