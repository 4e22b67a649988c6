// What is typed after Ctrl+K while the search is still on its way: its first letters, not lost ones.
let typed = ''
let listening = false

export function hearEarly(): void {
  if (listening) return
  listening = true
  typed = ''
  window.addEventListener('keydown', heard, true)
}

/** What was typed so far; from now on the search hears for itself. */
export function takeEarly(): string {
  listening = false
  window.removeEventListener('keydown', heard, true)
  return typed
}

function heard(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.key === 'Backspace') typed = typed.slice(0, -1)
  else if ([...event.key].length === 1) typed += event.key
  else return
  event.preventDefault()
  event.stopPropagation()
}
