// English, in a file of its own so that only those who read it load it.
const files = import.meta.glob<Record<string, string>>('../en/*.json', { eager: true, import: 'default' })

export const english: Record<string, string> = Object.assign({}, ...Object.values(files))
