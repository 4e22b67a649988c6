// What was read is kept, so that it can be read again without a network, with the time at which it was true.
import { type Shelf, written } from './shelf'

export interface Kept<T> {
  value: T
  /** When it was asked for, by the phone's own clock. */
  at_ms: number
}

export class Cabinet {
  constructor(
    private readonly shelf: Shelf,
    readonly owner: string,
  ) {}

  async keep(name: string, value: unknown, at_ms = Date.now()): Promise<void> {
    // what is on screen may be wrapped by the screen; what is kept is plain
    const plain: unknown = JSON.parse(JSON.stringify(value ?? null))
    await written(() => this.shelf.put('papers', { owner: this.owner, name, value: plain, at_ms }))
  }

  async find<T>(name: string): Promise<Kept<T> | undefined> {
    const paper = await this.shelf.get('papers', [this.owner, name])
    return paper && { value: paper.value as T, at_ms: paper.at_ms }
  }

  async forget(name: string): Promise<void> {
    await this.shelf.delete('papers', [this.owner, name])
  }

  /** Throws away what is older; drafts and the session stay. */
  async tidy(before_ms: number, keep: (name: string) => boolean): Promise<void> {
    const tx = this.shelf.transaction('papers', 'readwrite')
    for await (const cursor of tx.store.index('owner').iterate(this.owner))
      if (cursor.value.at_ms < before_ms && !keep(cursor.value.name)) await cursor.delete()
    await tx.done
  }
}
