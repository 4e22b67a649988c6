// What does not fit its place is cut with dots: under the pointer, and for whoever comes to it by keys, it is told whole.
const told = 'cut'

/** From now on, for all of the page: no list has to think of it. */
export function tellWhatIsCut(page: Document = document): void {
  for (const kind of ['pointerover', 'focusin']) page.addEventListener(kind, look, { passive: true })
}

function look({ target }: Event) {
  const place = target instanceof Element ? target.closest<HTMLElement>('.fl-cut') : null
  if (!place || (place.title && !(told in place.dataset))) return
  if (place.scrollWidth > place.clientWidth) {
    place.title = (place.textContent ?? '').replace(/\s+/g, ' ').trim()
    place.dataset[told] = ''
  } else if (told in place.dataset) {
    place.removeAttribute('title')
    delete place.dataset[told]
  }
}
