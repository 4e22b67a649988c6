// The keys that work everywhere: Ctrl+K finds, Alt+N takes a call.
import { onMounted, onUnmounted } from 'vue'

export function useShortcuts(does: { find(): void; intake(): void }): void {
  function pressed(event: KeyboardEvent) {
    const is_find = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyK'
    const is_intake = event.altKey && !event.ctrlKey && !event.metaKey && event.code === 'KeyN'
    if (!is_find && !is_intake) return
    event.preventDefault()
    if (is_find) does.find()
    else does.intake()
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onUnmounted(() => window.removeEventListener('keydown', pressed))
}
