// The first rows of a file, read in the browser: its column names, to choose from when they are mapped by hand.

export interface Head {
  headers: string[]
  /** The first values of each column, by its place. */
  samples: string[][]
}

/** Larger files are not read here; the server reads them all the same. */
const read_max_mb = 8
const samples_shown = 3
const look_at = 20

/** The column names of a file; undefined where it is too large or not to be read here. */
export async function headOf(file: File): Promise<Head | undefined> {
  if (file.size > read_max_mb * 1024 * 1024) return undefined
  try {
    const bytes = await file.arrayBuffer()
    const isZip = new TextDecoder('latin1').decode(bytes.slice(0, 2)) === 'PK'
    return headOfRows(isZip ? await sheetRows(bytes) : csvRows(decode(bytes)))
  } catch {
    // what is wrong with the file is said by the server, in words
    return undefined
  }
}

async function sheetRows(bytes: ArrayBuffer): Promise<string[][]> {
  const { readSheet } = await import('read-excel-file/universal')
  const rows = await readSheet(bytes)
  return rows.slice(0, look_at + samples_shown).map((row) => row.map(cellText))
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell)
}

/** UTF-8 where it is that, else the Chinese encoding that Excel writes. */
function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** The header is the first of the first rows that is as wide as most: titles above a table are narrower. */
export function headOfRows(rows: string[][]): Head | undefined {
  const filled = (row: string[]) => row.filter((cell) => cell.trim()).length
  const widths = rows.map(filled).sort((a, b) => a - b)
  const typical = widths[Math.floor(widths.length / 2)] ?? 0
  const at = rows.findIndex(
    (row) => filled(row) >= Math.min(2, typical) && filled(row) * 2 >= typical && filled(row) > 0,
  )
  const header = rows[at]
  if (!header) return undefined
  const headers = header.map((cell) => cell.trim())
  const below = rows.slice(at + 1, at + 1 + samples_shown)
  const samples = headers.map((_, column) => below.map((row) => (row[column] ?? '').trim()).filter(Boolean))
  const named = headers.map((name, column) => ({ name, of: samples[column] ?? [] })).filter(({ name }) => name)
  return { headers: named.map(({ name }) => name), samples: named.map(({ of }) => of) }
}

/** The first rows of a text with commas, semicolons or tabs; quotes hold what they hold. */
export function csvRows(text: string): string[][] {
  const first = text.slice(0, text.indexOf('\n') + 1 || undefined)
  const separator = [',', '\t', ';'].reduce((best, each) =>
    first.split(each).length > first.split(best).length ? each : best,
  )
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    at < text.length && rows.length <= look_at + samples_shown;
    at++
  ) {
    const sign = text[at] ?? ''
    if (quoted && sign === '"' && text[at + 1] === '"') cell += text[++at]
    else if (sign === '"') quoted = !quoted
    else if (quoted) cell += sign
    else if (sign === separator || sign === '\n') {
      rows.at(-1)?.push(cell.replace(/\r$/, ''))
      cell = ''
      if (sign === '\n') rows.push([])
    } else cell += sign
  }
  if (cell) rows.at(-1)?.push(cell)
  return rows.filter((row) => row.length > 0)
}
