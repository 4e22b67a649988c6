// What a tile shows of a file that is on this phone, made once for as long as the app is open.
import { useOutbox } from '../../phone/outbox'
import { findPaper } from '../../phone/papers'
import { small } from './small'
import { inTurn } from './turn'
import { drawnAway, drawsAway } from './worker'

const made_max = 400
/** What has no more is small already. */
const small_bytes_max = 40_000
const made = new Map<string, Blob>()

/** A picture small, a video as it is; nothing where the phone has neither, or where it is not wanted any more when its turn comes. */
export async function tileOf(sha256: string, isWanted: () => boolean): Promise<Blob | undefined> {
  const known = made.get(sha256)
  if (known) return known
  const found = await inTurn(async () => (isWanted() ? find(sha256) : undefined))
  if (found?.type.startsWith('image/')) keep(sha256, found)
  return found
}

async function find(sha256: string): Promise<Blob | undefined> {
  const whole = (await own(sha256)) ?? (await findPaper(sha256))
  return whole?.type.startsWith('image/') && whole.size > small_bytes_max ? small(whole) : whole
}

async function own(sha256: string): Promise<Blob | undefined> {
  const outbox = useOutbox()
  const owner = outbox.cabinet?.owner
  if (owner && drawsAway) {
    try {
      return await drawnAway({ owner, sha256 })
    } catch {
      // on the page, then
    }
  }
  return outbox.bytes(sha256).catch(() => undefined)
}

function keep(sha256: string, picture: Blob) {
  made.set(sha256, picture)
  // what came first goes first
  const [oldest] = made.keys()
  if (made.size > made_max && oldest) made.delete(oldest)
}
