// Sheets of labels as they are sold: A4 with so many across and down, in millimetres.

export interface Layout {
  code: 'small' | 'medium' | 'large'
  across: number
  down: number
  width_mm: number
  height_mm: number
  left_mm: number
  top_mm: number
  gap_mm: number
}

export const layouts: readonly Layout[] = [
  { code: 'medium', across: 3, down: 8, width_mm: 70, height_mm: 37, left_mm: 0, top_mm: 0.5, gap_mm: 0 },
  { code: 'small', across: 4, down: 11, width_mm: 48.5, height_mm: 25.4, left_mm: 8, top_mm: 8.8, gap_mm: 0 },
  { code: 'large', across: 2, down: 4, width_mm: 99.1, height_mm: 67.7, left_mm: 4.65, top_mm: 13.1, gap_mm: 2.5 },
]

export const page_mm = { width: 210, height: 297 }

/** At most so many machines at once: their ids stand in the address of the page. */
export const labels_max = 100

/** Labels by sheet; `used` places at the beginning of the first are gone already. */
export function sheetsOf<T>(labels: readonly T[], layout: Layout, used: number): (T | undefined)[][] {
  const places = layout.across * layout.down
  const all: (T | undefined)[] = [...Array.from({ length: used % places }, () => undefined), ...labels]
  return Array.from({ length: Math.ceil(all.length / places) }, (_, at) => all.slice(at * places, (at + 1) * places))
}

/** Where a scanned label leads: the machine's page for its owner, below the address at which this company is reached from outside. */
export function addressOf(base: string, path: string): string {
  return base.trim().replace(/\/+$/, '') + path
}
