// Where a phone keeps things: one IndexedDB with the queue, the files, and the answers that were read.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Deed, KeptFile } from './deed'

export interface Paper {
  owner: string
  name: string
  value: unknown
  at_ms: number
}

interface Places extends DBSchema {
  deeds: { key: number; value: Deed; indexes: { key: string; owner: string } }
  files: { key: [string, string]; value: KeptFile; indexes: { owner: string } }
  bytes: { key: [string, string]; value: { owner: string; sha256: string; bytes: ArrayBuffer } }
  papers: { key: [string, string]; value: Paper; indexes: { owner: string } }
}

export type Shelf = IDBPDatabase<Places>

/** The phone has no room left: what was to be kept was not, and whoever made it has to be told. */
export class StorageFull extends Error {
  constructor(cause?: unknown) {
    super('storage full', { cause })
    this.name = 'StorageFull'
  }
}

export function openShelf(name = 'fieldloop'): Promise<Shelf> {
  return openDB<Places>(name, 1, {
    upgrade(shelf) {
      const deeds = shelf.createObjectStore('deeds', { keyPath: 'seq', autoIncrement: true })
      deeds.createIndex('key', 'key', { unique: true })
      deeds.createIndex('owner', 'owner')
      shelf.createObjectStore('files', { keyPath: ['owner', 'sha256'] }).createIndex('owner', 'owner')
      shelf.createObjectStore('bytes', { keyPath: ['owner', 'sha256'] })
      shelf.createObjectStore('papers', { keyPath: ['owner', 'name'] }).createIndex('owner', 'owner')
    },
  })
}

/** Runs a write; a full phone is said as such. */
export async function written<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') throw new StorageFull(thrown)
    throw thrown
  }
}

/** SHA-256 as 64 lower-case hex digits. */
export async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
