/*
 * Letters of other scripts in Latin ones, as far as a table of this size goes: those that Unicode does not decompose into
 * a Latin letter and a mark. Cyrillic as BGN/PCGN has it, without its signs; Greek as ISO 843 has it, type 2; Japanese
 * syllables after Hepburn; Korean by the Revised Romanization, syllable by syllable.
 */

const latin: Record<string, string> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  ŋ: 'ng',
  Ŋ: 'Ng',
  ə: 'e',
  Ə: 'E',
}

// Small letters; capitals follow from them.
const cyrillic =
  'а a б b в v г g ґ g д d ѓ gj ђ dj е e ё yo є ye ж zh з z ѕ dz и i й y і i ї yi ј j к k ќ kj л l љ lj м m н n њ nj о o п p р r с s т t ћ c у u ў u ф f х kh ц ts ч ch џ dz ш sh щ shch ъ  ы y ь  э e ю yu я ya'
const greek =
  'α a ά a β v γ g δ d ε e έ e ζ z η i ή i θ th ι i ί i ϊ i ΐ i κ k λ l μ m ν n ξ x ο o ό o π p ρ r σ s ς s τ t υ y ύ y ϋ y ΰ y φ f χ ch ψ ps ω o ώ o'
// Katakana: hiragana stand 96 code points before them.
const kana =
  'ア a イ i ウ u エ e オ o カ ka キ ki ク ku ケ ke コ ko サ sa シ shi ス su セ se ソ so タ ta チ chi ツ tsu テ te ト to ナ na ニ ni ヌ nu ネ ne ノ no ハ ha ヒ hi フ fu ヘ he ホ ho マ ma ミ mi ム mu メ me モ mo ヤ ya ユ yu ヨ yo ラ ra リ ri ル ru レ re ロ ro ワ wa ヲ o ン n ガ ga ギ gi グ gu ゲ ge ゴ go ザ za ジ ji ズ zu ゼ ze ゾ zo ダ da ヂ ji ヅ zu デ de ド do バ ba ビ bi ブ bu ベ be ボ bo パ pa ピ pi プ pu ペ pe ポ po ヴ vu ァ a ィ i ゥ u ェ e ォ o ャ ya ュ yu ョ yo ッ  ー '

const letters = new Map<string, string>([
  ...Object.entries(latin),
  ...withCapitals(pairs(cyrillic)),
  ...withCapitals(pairs(greek)),
  ...pairs(kana).flatMap(([letter, text]): [string, string][] => [
    [letter, text],
    [String.fromCodePoint((letter.codePointAt(0) ?? 0) - 96), text],
  ]),
])

// Of a Hangul syllable: its beginning, its vowel and its end. The Unicode Standard, 3.12.
const initials = 'g kk n d tt r m b pp s ss  j jj ch k t p h'.split(' ')
const vowels = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ')
const finals = ' k k k n n n t l k m l l l p l m p p t t ng t t k t p t'.split(' ')
const firstSyllable = 0xac00
const lastSyllable = 0xd7a3

/** The text with letters of other scripts written in Latin ones, where there is a rule; the rest stays as it is. */
export function transliterate(text: string): string {
  return text.normalize('NFC').replace(/[^\0-\x7f]/gu, (letter) => letters.get(letter) ?? syllable(letter) ?? letter)
}

function syllable(letter: string): string | undefined {
  const code = letter.codePointAt(0) ?? 0
  if (code < firstSyllable || code > lastSyllable) return undefined
  const index = code - firstSyllable
  return `${initials[Math.floor(index / 588)]}${vowels[Math.floor((index % 588) / 28)]}${finals[index % 28]}`
}

function pairs(table: string): [string, string][] {
  const words = table.split(' ')
  return words.flatMap((letter, index): [string, string][] =>
    index % 2 === 0 && letter !== '' ? [[letter, words[index + 1] ?? '']] : [],
  )
}

function withCapitals(table: readonly [string, string][]): [string, string][] {
  return table.flatMap(([letter, text]): [string, string][] => [
    [letter, text],
    [letter.toUpperCase(), text.charAt(0).toUpperCase() + text.slice(1)],
  ])
}
