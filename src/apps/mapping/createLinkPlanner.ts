import { dirname, posix, sep } from 'node:path'

import { unsafeReason } from '../../ids/safePath.ts'
import type { LibraryFile, LibraryModel } from '../../library/library.ts'
import { type CompiledRule, compileRule } from './compileRule.ts'
import { createPlaces } from './createPlaces.ts'
import { fillTemplate, type Words, wordsOf } from './fillTemplate.ts'
import type { MappingRule } from './mappingConfig.ts'
import { pathInModel } from './pathInModel.ts'
import type { Wanted, WantedLink } from './wanted.ts'

/** What the user wishes for one model in one application; of overrides.json. */
export interface LinkWish {
  /** Instead of the rule's folder. */
  folder?: string | undefined
  /** Instead of the file's name; its ending is added where it is missing. */
  name?: string | undefined
}

export interface LinkPlanner {
  /** What the rules ask for one model; nothing when no rule takes it. Call it for every model, the oldest first. */
  add(model: LibraryModel, wish?: LinkWish): Wanted
}

/**
 * Works out what the rules of an application ask for. Names are given in the order in which models are added: the first
 * that wants a name has it, the next gets `<model_id>-<name>`. So a name that a workflow refers to does not change when
 * another model comes. Names that differ only in case count as the same.
 *
 * @param app.roots folders of the application by the names that rules use, absolute
 * @param app.refuses why a file is linked nowhere
 * @param app.features what the application has besides itself; see MappingRule.requires
 */
export function createLinkPlanner(
  rules: readonly MappingRule[],
  app: {
    roots: Readonly<Record<string, string>>
    features: ReadonlySet<string>
    refuses?: ((file: LibraryFile) => string | undefined) | undefined
  },
): LinkPlanner {
  const compiled = rules.map(compileRule)
  const rulesOfKind = new Map<string, readonly CompiledRule[]>()
  const places = createPlaces()
  const ownFolders = Object.values(app.roots).map((path) => path + sep)

  return {
    add(model, wish = {}) {
      const wanted: Wanted = { links: [], entries: [], models: [], unmet: [] }
      const used = new Set<string>()
      for (const each of rulesFor(model)) if (each.takesModel(model)) addRule(each, { model, wish, wanted, used })
      return wanted
    },
  }

  /** Most models are of few kinds, and most rules are for others. */
  function rulesFor({ type, source, family, subtype: own, files }: LibraryModel): readonly CompiledRule[] {
    const isMixed = files.some((file) => file.subtype !== undefined && file.subtype !== own)
    const subtype = isMixed ? undefined : own
    const key = `${type}\0${source}\0${family}\0${subtype ?? ''}`
    let rules = rulesOfKind.get(key)
    if (!rules) {
      rules = compiled.filter((each) => each.takesKind({ type, source, family, subtype }))
      rulesOfKind.set(key, rules)
    }
    return rules
  }

  function addRule({ rule, takesFile }: CompiledRule, context: ModelContext): void {
    const { model, wanted } = context
    const files: RuleFile[] = []
    for (const file of model.files) {
      const path = pathInModel(model, file)
      // Files such as .gitattributes are of the repository, not of the model.
      if (path.charCodeAt(path.lastIndexOf('/') + 1) === dot || !takesFile(model, file, path)) continue
      files.push({ file, path, isFirst: files.length === 0 })
    }
    if (files.length === 0) return
    const lacking = explainLacking(rule)
    if (lacking !== undefined) {
      wanted.unmet.push(lacking)
      return
    }
    const fileContext = { ...context, isAlone: files.length === 1 }
    for (const each of files) {
      const problem = explainLeftOut(each.file) ?? addFile(rule, each, fileContext)
      if (problem !== undefined) wanted.unmet.push(problem)
    }
  }

  function explainLeftOut(file: LibraryFile): string | undefined {
    const { path, location, missing } = file
    const refused = app.refuses?.(file)
    if (refused !== undefined) return `${refused}. WEIGHTHOUSE_SCAN_POLICY=block keeps it from applications`
    if (missing) return `${path} is gone from where it was`
    return ownFolders.some((folder) => location.startsWith(folder))
      ? `${path} is in the application's own folder already`
      : undefined
  }

  function explainLacking(rule: MappingRule): string | undefined {
    if (rule.requires !== undefined && !app.features.has(rule.requires)) {
      return `the rule ${rule.name} needs ${rule.requires}, which this installation does not have`
    }
    if (app.roots[rule.root] !== undefined) return undefined
    return `the rule ${rule.name} is for the folder ${rule.root}, which this installation does not have`
  }

  /** Says why nothing is asked for. */
  function addFile(rule: MappingRule, ruleFile: RuleFile, context: FileContext): string | undefined {
    switch (rule.method) {
      case 'config':
        return addEntry(rule, ruleFile, context)
      case 'api':
        return addModel(rule, ruleFile, context)
      case 'write':
        return addWritten(rule, ruleFile, context)
      case 'symlink':
      case 'hardlink':
        return addLink(rule, rule.method, ruleFile, context)
    }
  }

  function addEntry(rule: MappingRule, { file }: RuleFile, { model, wanted }: FileContext): undefined {
    const folder = model.storage === 'shelved' ? model.path : dirname(file.location)
    wanted.entries.push({ ...wantedFor(rule, model, file), key: rule.target_subdir, folder })
  }

  function addModel(rule: MappingRule, { file, path }: RuleFile, { model, wanted }: FileContext): string | undefined {
    const words = wordsOfFile(model, file, path)
    const called = fillTemplate(rule.file_name ?? '{model}', words)
    if (called === undefined) return `the rule ${rule.name} asks for a word that the model does not have`
    const name = places.takeName(called, [model.modelId, words['stem'] ?? ''])
    wanted.models.push({ ...wantedFor(rule, model, file), name, sha256: file.sha256 })
    return undefined
  }

  function addWritten(rule: MappingRule, { file, path, isFirst }: RuleFile, context: FileContext): string | undefined {
    const { model, wanted } = context
    if (rule.link_type === 'directory' && !isFirst) return undefined
    const words = wordsOfFile(model, file, path)
    const folder = folderOf(rule, words, context.wish)
    if (folder.unsafe !== undefined) return folder.unsafe
    const fileName = fillTemplate(rule.file_name ?? '', words)
    if (!fileName) return `the rule ${rule.name} says no name for the file that it writes`
    const place = places.takeWritten(folder.path, fileName, `${model.slug}/${path}`)
    if (place === undefined) return `no name is free for ${fileName}`
    const root = app.roots[rule.root] ?? ''
    const content = writeContent(rule, words)
    wanted.links.push({
      ...wantedFor(rule, model, file),
      method: 'file',
      root,
      targetPath: inside(root, place),
      content,
    })
    return undefined
  }

  function addLink(
    rule: MappingRule,
    method: 'symlink' | 'hardlink',
    { file, path }: RuleFile,
    { model, wish, wanted, used, isAlone }: FileContext,
  ): string | undefined {
    const words = rule.folder === undefined ? undefined : wordsOfFile(model, file, path)
    const folder = folderOf(rule, words, wish)
    if (folder.unsafe !== undefined) return folder.unsafe
    const next =
      rule.link_type === 'directory'
        ? places.inFolder(folder.path, model, rule.folder === undefined, path)
        : places.names(folder.path, model, isAlone && wish.name !== undefined ? withEnding(wish.name, path) : path)
    const place = next()
    if (place === undefined) return `no name is free for ${path} in ${folder.path}`
    if (used.has(`${rule.root}/${place}`)) return undefined
    used.add(`${rule.root}/${place}`)
    const root = app.roots[rule.root] ?? ''
    const link: WantedLink = { ...wantedFor(rule, model, file), method, root, targetPath: inside(root, place) }
    if (rule.on_conflict) link.onConflict = rule.on_conflict
    link.nextPath = () => {
      const another = next()
      return another === undefined ? undefined : inside(root, another)
    }
    wanted.links.push(link)
    return undefined
  }
}

interface ModelContext {
  model: LibraryModel
  wish: LinkWish
  wanted: Wanted
  /** Places that another rule gave to the same model. */
  used: Set<string>
}

interface FileContext extends ModelContext {
  /** It is the only file that the rule takes. */
  isAlone: boolean
}

interface RuleFile {
  file: LibraryFile
  /** Relative to the model. */
  path: string
  isFirst: boolean
}

const dot = 0x2e

function wantedFor(rule: MappingRule, model: LibraryModel, file: LibraryFile) {
  return { slug: model.slug, sourcePath: file.location, rule: rule.name, offline: model.offline }
}

/** @param words undefined where the rule needs none */
function folderOf(
  rule: MappingRule,
  words: Words | undefined,
  wish: LinkWish,
): { path: string; unsafe: undefined } | { unsafe: string } {
  if (wish.folder !== undefined) return checked(wish.folder)
  if (rule.folder === undefined || !words) return { path: rule.target_subdir, unsafe: undefined }
  const below = fillTemplate(rule.folder, words)
  if (below === undefined) {
    return { unsafe: `the rule ${rule.name} asks for a word of ${rule.folder} that the model does not have` }
  }
  return checked(rule.target_subdir === '' ? below : `${rule.target_subdir}/${below}`)
}

function checked(path: string): { path: string; unsafe: undefined } | { unsafe: string } {
  const reason = unsafeReason(path)
  return reason === undefined ? { path, unsafe: undefined } : { unsafe: `its folder would be ${path}: ${reason}` }
}

function wordsOfFile(model: LibraryModel, file: LibraryFile, path: string): Words {
  const projector = model.files.find((each) => /mmproj[^/]*\.gguf$/i.test(each.path))
  const stem = posix.parse(path).name
  return {
    ...wordsOf(model),
    name: model.officialName,
    stem,
    set: stem.replace(/-\d{5}-of-\d{5}$/, ''),
    path: file.location,
    size: String(file.size),
    mmproj: projector?.location,
  }
}

/** Words are written as JSON writes them within quotes, which YAML, TOML and INI read too. */
function writeContent({ content = [] }: MappingRule, words: Words): string {
  const quoted = Object.fromEntries(
    Object.entries(words).map(([name, word]) => [name, word && JSON.stringify(word).slice(1, -1)]),
  )
  return content.flatMap((line) => fillTemplate(line, quoted) ?? []).join('\n')
}

/** The name with the ending of the file that it is for. */
function withEnding(name: string, path: string): string {
  const { ext } = posix.parse(path)
  return name.toLowerCase().endsWith(ext.toLowerCase()) ? name : name + ext
}

/** A place that createPlaces gave, which is a safe path. */
function inside(root: string, place: string): string {
  return root + sep + (sep === '/' ? place : place.replaceAll('/', sep))
}
