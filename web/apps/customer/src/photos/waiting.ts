// Photos that were not sent yet, kept in this browser through a reload. A browser that keeps none loses those alone.

const store = 'waiting'

function base(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open('fieldloop-portal', 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(store)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })
}

async function run<T>(mode: IDBTransactionMode, deed: (of: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const db = await base()
    return await new Promise<T>((done, failed) => {
      const asked = deed(db.transaction(store, mode).objectStore(store))
      asked.onsuccess = () => done(asked.result)
      asked.onerror = () => failed(asked.error)
    }).finally(() => db.close())
  } catch {
    return undefined
  }
}

export const keepWaiting = (id: string, blob: Blob) => run('readwrite', (of) => of.put(blob, id))
export const findWaiting = (id: string) => run<Blob | undefined>('readonly', (of) => of.get(id))
export const dropWaiting = (id: string) => run('readwrite', (of) => of.delete(id))
