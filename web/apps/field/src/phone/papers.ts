// Pictures and papers of today's orders that others have sent, fetched ahead, so that a drawing is there where the network is not.

const shelf = 'fieldloop-papers'
const papers_max = 200
const address = (sha256: string) => `/api/v1/files/${sha256}?size=display`

/** Fetches one, if it is not here yet. Where it cannot be had or kept, it is asked for when it is looked at. */
export async function keepPaper(sha256: string): Promise<void> {
  try {
    const cache = await caches.open(shelf)
    if (await cache.match(address(sha256))) return
    const answer = await fetch(address(sha256), { credentials: 'same-origin' })
    if (!answer.ok) return
    await cache.put(address(sha256), answer)
    // what came first goes first
    const all = await cache.keys()
    for (const old of all.slice(0, Math.max(0, all.length - papers_max))) await cache.delete(old)
  } catch {
    // no network, no room, or a browser without a cache: nothing is lost
  }
}

export async function findPaper(sha256: string): Promise<Blob | undefined> {
  try {
    const kept = await (await caches.open(shelf)).match(address(sha256))
    return await kept?.blob()
  } catch {
    return undefined
  }
}

/** With whoever goes, what they could see goes. */
export async function forgetPapers(): Promise<void> {
  await globalThis.caches?.delete(shelf).catch(() => false)
}
