// How long words are, as the server counts them: by characters, of which an emoji may be several and is never half of one.

export const lengthOf = (words: string) => [...words.trim()].length

export const fits = (words: string, max: number) => lengthOf(words) <= max
