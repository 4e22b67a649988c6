// Finding a machine by what was scanned, and its file.
import { api, ask, marks, Problem, type Wire } from '@fieldloop/api'
import { readKept } from '../../phone/kept'
import { useOutbox } from '../../phone/outbox'
import { codeOf, sameSerial } from './code'

export const machineName = (id: string) => `machine/${id}`
export const askMachine = (id: string) => ask(api.GET('/api/v1/assets/{id}', { params: { path: { id } } }))
/** Fetched ahead, to be read where there is no network. */
export const keepMachine = (id: string) => readKept(machineName(id), () => askMachine(id))

/** What a code led to: files to open, or what anybody may know of a machine that is on none of one's orders. */
export interface Found {
  machines: { id: string; name: string; category: string; serial: string }[]
  card?: Wire['MachineCard']
}

const few = 10

export async function findMachine(text: string): Promise<Found> {
  const code = codeOf(text)
  return code.kind === 'label' ? byLabel(code.token) : bySerial(code.serial)
}

async function byLabel(token: string): Promise<Found> {
  const card = (await readLabel(token)).machine
  if (!card) return { machines: [] }
  const file = await keepMachine(card.id).catch((thrown: unknown) => {
    // it is none of theirs: what the label tells anybody is left
    if (Problem.of(thrown).status === 404) return undefined
    throw thrown
  })
  if (!file) return { machines: [], card }
  return { machines: [row(file.value.asset)] }
}

/** A label speaks for itself: asked by its own link, and not as whoever is signed in. */
async function readLabel(token: string): Promise<Wire['PortalShown']> {
  const headers = { ...marks(false), Authorization: `Bearer ${token}` }
  const answer = await fetch('/api/v1/portal', { headers, credentials: 'omit' }).catch((thrown: unknown) => {
    throw Problem.of(thrown)
  })
  const body = await answer.json().catch(() => undefined)
  if (answer.status === 401) return { machine: null } as Wire['PortalShown']
  if (!answer.ok) throw Problem.read(answer.status, body)
  return body as Wire['PortalShown']
}

async function bySerial(serial: string): Promise<Found> {
  try {
    const { items } = await ask(api.GET('/api/v1/assets', { params: { query: { q: serial, limit: few } } }))
    const exact = items.filter((each) => sameSerial(each.serial ?? '', serial))
    return { machines: (exact.length ? exact : items).map(row) }
  } catch (thrown) {
    if (!Problem.of(thrown).passing) throw thrown
    const kept = await keptMachine(serial)
    if (!kept) throw thrown
    return { machines: [kept] }
  }
}

const row = ({ id, name, category, serial }: Wire['AssetShown']) => ({ id, name, category, serial: serial ?? '' })

/** Without a network: among the machines of the visits that were fetched ahead. */
async function keptMachine(serial: string) {
  const { cabinet } = useOutbox()
  const open = await cabinet?.find<Wire['VisitRow'][]>('visits/open')
  for (const { visit } of open?.value ?? []) {
    const page = await cabinet?.find<Wire['VisitPage']>(`visit/${visit.id}`)
    for (const { asset, category } of page?.value.items ?? [])
      if (asset?.serial && sameSerial(asset.serial, serial))
        return { id: asset.id, name: asset.name, category, serial: asset.serial }
  }
  return undefined
}
