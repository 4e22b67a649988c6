// What is costly to show is made ready when it comes near the screen, not before.

const near = '300px'
let eye: IntersectionObserver | undefined
const waiting = new WeakMap<Element, () => void>()

/** Calls back once when the element is on the screen or nearly so; at once where the browser cannot tell. */
export function whenSeen(element: Element, then: () => void): () => void {
  if (typeof IntersectionObserver === 'undefined') {
    then()
    return () => undefined
  }
  eye ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        const ready = waiting.get(target)
        forget(target)
        ready?.()
      }
    },
    { rootMargin: near },
  )
  waiting.set(element, then)
  eye.observe(element)
  return () => forget(element)
}

function forget(element: Element) {
  waiting.delete(element)
  eye?.unobserve(element)
}
