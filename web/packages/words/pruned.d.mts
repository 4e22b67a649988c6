import type { Plugin } from 'vite'

export interface Families {
  more?: string[]
  never?: string[]
}
export function sayable(texts: string[], families?: Families): (key: string) => boolean
export function prunedWords(folders: string[], families?: Families): Plugin
