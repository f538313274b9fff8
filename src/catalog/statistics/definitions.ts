/**
 * What each figure of the statistics counts, by the name of its field. Numbers of descendants differ severalfold between
 * publications, because each counts something else, so it is said here.
 */
export const definitions: Readonly<Record<string, string>> = {
  total: 'Models that their source listed when it was last read.',
  removed:
    'Models that the catalog keeps though their source lists them no longer. They are in no other figure, except that descendants are counted through and with them.',
  sources:
    'The same by source. A sync has read the whole source (completedAt) or the part of it that was asked for (syncedAt).',
  facets:
    'Listed models by value, the 50 most frequent values of each field. A model with several values (tags, languages, formats, datasets, base models) counts once for each.',
  downloads:
    'As the source counts them: Hugging Face of the last 30 days, of certain files that differ by library; CivitAI of all time. They are compared, ranked and added within a source only.',
  likes: 'Likes of all time; of CivitAI its thumbs up.',
  parameters:
    'Number of weights, from the files themselves; packed quantizations take it from the model that they were made of, where the catalog has it.',
  bytes: 'Bytes of all files, or what the source says it stores, which on Hugging Face includes former versions.',
  created:
    'When the source published the model, by month, UTC. Hugging Face knows no time before 2022-03-02, so all of its older models lie in March 2022.',
  distributions:
    'Listed models of one source by range. A range holds its lower end and not its upper one; the last has no upper end.',
  tops: 'Ten listed models of one source: by downloads, likes, trending (the score of the source), rising (our own score, from daily snapshots) and created (the newest). Models without the value are left out.',
  authors:
    'By source, the hundred authors with the most downloads: their listed models, and the sums of downloads and likes of these.',
  derivatives:
    'Models that descend from any model of an author over any number of steps, each once, and are of another author. Models that their source lists no longer count, too.',
  families:
    'The fifty models with the most descendants. A model without an entry in the catalog has no family here, though its derivatives are known.',
  descendants:
    'Models that lead to this one by relations that their source states or that were inferred (fine-tune, adapter, quantization, merge), over any number of steps, each once; a merge descends from each of its parents. Models that their source lists no longer count, too. Not the size of the connected component, which would add the other parents of merges and their families.',
  children: 'Descendants of one step.',
  licenseByTask:
    'Listed models of the hundred most frequent tasks (of CivitAI: types), and the ten most frequent licenses of each. Models whose author states no license are in the count of the task only.',
}
