// Takes a list away as an Excel file that the server writes: with the filters of the list's own page, telling how far it is.
import { marks } from './client'
import { freshKey } from './intent'
import { Problem } from './problem'
import type { paths } from './schema'

const root = '/api/v1/exports/'
const look_ms = 600

/** The lists that can be taken away. */
export type SheetOf = {
  [Path in keyof paths]: Path extends `${typeof root}${infer List}`
    ? paths[Path]['post'] extends object
      ? List
      : never
    : never
}[keyof paths]

/** What the page asks of its list. */
export type Asked = Record<string, string | number | boolean | null | undefined>

export interface Sheet {
  file: Blob
  /** As the server names it. */
  name: string
  rows: number
  /** There are more rows than the file has. */
  is_cut: boolean
  /** How many rows this reader may still take today; nothing where they are not counted. */
  left?: number
}

export interface Taking {
  in_full: boolean
  /** Called with the rows that are written so far. */
  told(rows: number): void
  signal: AbortSignal
}

/** Refusals are thrown as `Problem`. */
export async function takeSheet(list: SheetOf, asked: Asked, { in_full, told, signal }: Taking): Promise<Sheet> {
  const key = freshKey()
  const watching = setInterval(() => void written(key, signal).then((rows) => rows && told(rows)), look_ms)
  try {
    const answer = await fetch(`${root}${list}?${queryOf(asked)}`, {
      method: 'POST',
      headers: { ...marks(true), 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ in_full }),
      signal,
    })
    if (!answer.ok) throw Problem.read(answer.status, await answer.json().catch(() => undefined))
    return {
      file: await answer.blob(),
      name: nameOf(answer.headers.get('content-disposition') ?? '', list),
      rows: Number(answer.headers.get('fieldloop-rows')),
      is_cut: answer.headers.get('fieldloop-cut') === 'true',
      left: counted(answer.headers.get('fieldloop-left')),
    }
  } catch (thrown) {
    throw Problem.of(thrown)
  } finally {
    clearInterval(watching)
  }
}

function counted(said: string | null): number | undefined {
  return said === null ? undefined : Number(said)
}

async function written(key: string, signal: AbortSignal): Promise<number> {
  const answer = await fetch(`${root}${key}/progress`, { headers: marks(false), signal }).catch(() => undefined)
  const told = answer?.ok ? ((await answer.json()) as { rows?: number | null }) : undefined
  return told?.rows ?? 0
}

/** Empty values narrow nothing. */
export function queryOf(asked: Asked): string {
  const said = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return new URLSearchParams(said).toString()
}

export function nameOf(disposition: string, otherwise: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1]
  return encoded ? decodeURIComponent(encoded) : `${otherwise}.xlsx`
}
