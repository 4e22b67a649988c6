// Help for the pages, a file a page and language: loaded when somebody asks for it.

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
export interface Help {
  title: string
  blocks: Block[]
}

const files = import.meta.glob<string>('../help/*/*.md', { query: '?raw', import: 'default' })

/** Whether there is help for a page. */
export function hasHelp(page: string): boolean {
  return `../help/zh-CN/${page}.md` in files
}

/** The help of a page in a language; nothing where there is none. */
export async function helpOf(page: string, language: string): Promise<Help | undefined> {
  const read = files[`../help/${language}/${page}.md`] ?? files[`../help/zh-CN/${page}.md`]
  return read && readHelp(await read())
}

/** Reads `# title`, `## heading`, `- item` and paragraphs; an item or paragraph is one line. */
export function readHelp(text: string): Help {
  const help: Help = { title: '', blocks: [] }
  for (const line of text.split('\n').map((each) => each.trim())) {
    const last = help.blocks.at(-1)
    if (!line) continue
    if (line.startsWith('# ')) help.title = line.slice(2)
    else if (line.startsWith('## ')) help.blocks.push({ kind: 'heading', text: line.slice(3) })
    else if (!line.startsWith('- ')) help.blocks.push({ kind: 'text', text: line })
    else if (last?.kind === 'list') last.items.push(line.slice(2))
    else help.blocks.push({ kind: 'list', items: [line.slice(2)] })
  }
  return help
}
