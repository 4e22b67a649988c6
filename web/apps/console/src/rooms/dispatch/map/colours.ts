// The colours of the map, from the tokens of the look that is on: read anew when it turns light or dark.
import { onScopeDispose, shallowRef } from 'vue'
import type { Colours } from './ground'
import type { Tones } from './marks'

/** Ground that is no status and no text: calmer than the tokens for those. */
const soils: Record<'light' | 'dark', Pick<Colours, 'land' | 'water' | 'park' | 'road' | 'street' | 'edge'>> = {
  light: { land: '#eef0ee', water: '#c4dbe8', park: '#d9e8d6', road: '#ffffff', street: '#fafafa', edge: '#d3d8d8' },
  dark: { land: '#1c2123', water: '#17303d', park: '#1d2c22', road: '#3d4549', street: '#2d3437', edge: '#14181a' },
}

export function useColours() {
  const root = document.documentElement
  const colours = shallowRef(read(root))
  const changed = new MutationObserver(() => {
    colours.value = read(root)
  })
  changed.observe(root, { attributes: true, attributeFilter: ['class'] })
  onScopeDispose(() => changed.disconnect())
  return colours
}

function read(root: HTMLElement): { ground: Colours; tones: Tones } {
  const style = getComputedStyle(root)
  const token = (name: string) => style.getPropertyValue(`--fl-${name}`).trim()
  const soil = soils[root.classList.contains('dark') ? 'dark' : 'light']
  return {
    ground: { ...soil, border: token('text-faint'), text: token('text-soft') },
    tones: {
      surface: token('surface'),
      text: token('text'),
      faint: token('text-faint'),
      accent: token('accent'),
      on_accent: token('on-accent'),
      waiting: token('waiting'),
      underway: token('underway'),
      done: token('done'),
      late: token('late'),
      closed: token('closed'),
    },
  }
}
