// What nobody waits for waits itself, until the page has nothing else to do.

/** Not later than `patience_ms`, however busy the page is. */
export function whenIdle(patience_ms: number): Promise<void> {
  return new Promise((done) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => done(), { timeout: patience_ms })
    else setTimeout(done)
  })
}
