import type { HeaderFinding } from './headerRule.ts'
import type { TensorView } from './tensorView.ts'

/* What stands beside a denoiser: ControlNets, VAEs, embeddings, IP-Adapters, upscalers. InvokeAI configs/*.py. */

type Finder = (tensors: TensorView) => HeaderFinding | undefined

const toKey = 'transformer_blocks.0.attn2.to_k.weight'

/** The family whose text encoder is so wide. */
function familyOfWidth(width: number | undefined): string | undefined {
  switch (width) {
    case 768:
      return 'sd1'
    case 1024:
      return 'sd2'
    case 1280:
    case 2048:
      return 'sdxl'
    default:
      return undefined
  }
}

function find(
  subtype: HeaderFinding['subtype'],
  family: string | undefined,
  what: string,
  variant?: string,
): HeaderFinding {
  return { type: 'diffusion', subtype, family, variant, says: `its tensors are those of ${what}` }
}

/** A ControlNet, whatever denoiser's blocks it carries. */
export const findControlNet: Finder = (t) => {
  if (t.raw.has('lora_controlnet')) return find('controlnet', unetFamily(t), 'a Control-LoRA', 'control-lora')
  if (t.root('control_layers') || t.root('control_all_x_embedder') || t.root('control_noise_refiner')) {
    return find('controlnet', 'z-image', 'a ControlNet for z-image')
  }
  if (t.root('controlnet_blocks') || t.root('controlnet_x_embedder')) {
    const family =
      t.root('double_blocks') || t.mentions('.norm_added_k.')
        ? t.root('txt_norm')
          ? 'qwen-image'
          : 'flux1'
        : t.root('transformer_blocks') || t.root('joint_blocks')
          ? 'sd3'
          : undefined
    return find('controlnet', family, 'a ControlNet of a transformer')
  }
  const named = [
    'control_model',
    'input_hint_block',
    'controlnet_cond_embedding',
    'controlnet_down_blocks',
    'controlnet_mid_block',
  ]
  if (named.some((root) => t.root(root))) return find('controlnet', unetFamily(t), 'a ControlNet')
  return t.rootStarts('lllite_') ? find('controlnet', undefined, 'a ControlNet-LLLite', 'lllite') : undefined
}

function unetFamily(t: TensorView): string | undefined {
  const candidates = [
    `control_model.input_blocks.2.1.${toKey}`,
    `control_model.input_blocks.4.1.${toKey}`,
    `input_blocks.2.1.${toKey}`,
    `input_blocks.4.1.${toKey}`,
    `down_blocks.1.attentions.0.${toKey}`,
  ]
  for (const name of candidates) {
    const family = familyOfWidth(t.dim(name, -1) ?? controlLoraWidth(t, name))
    if (family !== undefined) return family
  }
  return undefined
}

/** A Control-LoRA keeps its layers as two thin matrices, `up` and `down`. */
function controlLoraWidth(t: TensorView, name: string): number | undefined {
  return t.dim(name.replace(/\.weight$/, '.down'), -1)
}

export const findAdapterOfPictures: Finder = (t) => {
  if (!t.root('image_proj') && !t.root('ip_adapter') && !t.root('ip_adapter_proj_model')) return undefined
  // XLabs makes them for Flux.1, with layers in its blocks.
  const family =
    t.root('ip_adapter_proj_model') && t.root('double_blocks')
      ? 'flux1'
      : familyOfWidth(t.dim('ip_adapter.1.to_k_ip.weight', -1))
  return find('ipadapter', family, 'an IP-Adapter')
}

export const findEmbedding: Finder = (t) => {
  if (t.raw.size > 4) return undefined
  const width = t.dim('clip_g', -1) ?? t.dim('emb_params', -1) ?? t.dim('string_to_param.*', -1)
  return width === undefined ? undefined : find('embeddings', familyOfWidth(width), 'an embedding')
}

/** Channels of the latent picture: which VAE it is, as far as they tell. */
export const findVae: Finder = (t) => {
  if (t.root('vquantizer') && t.some('vquantizer.codebook')) {
    return find('vae', 'stable-cascade', 'the first stage of Stable Cascade', 'stage-a')
  }
  const video = t.dim('decoder.conv1.weight', 1)
  if (video !== undefined && t.rank('decoder.conv1.weight') === 5 && t.root('encoder')) return videoVae(video)
  const wrapped = t.dim('decoder.conv_in.conv.weight', 1)
  if (wrapped !== undefined) {
    return find('vae', wrapped === 16 ? 'hunyuan-video' : wrapped === 128 ? 'ltxv' : undefined, 'a VAE for video')
  }
  const name = [
    'decoder.conv_in.weight',
    'first_stage_model.decoder.conv_in.weight',
    'vae.decoder.conv_in.weight',
  ].find((name) => t.has(name))
  if (name === undefined)
    return t.has('encoder.conv_in.weight') && t.some('encoder.down') ? find('vae', undefined, 'a VAE') : undefined
  const channels = t.dim(name, 1)
  if (t.rank(name) === 5) return videoVae(channels)
  switch (channels) {
    case 16:
      return find('vae', 'flux1', 'a VAE of 16 channels, as Flux.1 and Stable Diffusion 3 have it')
    case 32:
      return find('vae', 'flux2', 'a VAE of 32 channels, as Flux.2 has it')
    case 4:
      return find('vae', undefined, 'a VAE of 4 channels, as Stable Diffusion 1, 2 and XL have it')
    default:
      return find('vae', undefined, 'a VAE')
  }
}

function videoVae(channels: number | undefined): HeaderFinding {
  const version = channels === 16 ? '2.1' : channels === 48 ? '2.2' : undefined
  return find('vae', version && 'wan', 'a VAE for video', version)
}

export const findUpscaler: Finder = (t) => {
  const isPlain = t.has('conv_first.weight') && t.root('body')
  const isOld = t.raw.has('model.1.sub.0.RDB1.conv1.0.weight') || t.raw.has('RRDB_trunk.0.RDB1.conv1.weight')
  return isPlain || isOld ? find('upscale', 'esrgan', 'an upscaler') : undefined
}

export const findMotionModule: Finder = (t) =>
  t.root('down_blocks') && t.mentions('.motion_modules.')
    ? find('other', 'animatediff', 'a motion module', 'motion')
    : undefined
