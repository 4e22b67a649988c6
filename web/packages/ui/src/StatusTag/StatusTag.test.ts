import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import PhaseTag from '../PhaseTag/PhaseTag.vue'
import { phaseTone } from '../PhaseTag/phase'
import StatusTag from './StatusTag.vue'
import { sign, type Tone } from './tone'

test.each(Object.keys(sign) as Tone[])('%s never speaks by colour alone', (tone) => {
  const shown = mount(StatusTag, { props: { tone, label: '词' } })
  expect(shown.find('svg').exists()).toBe(true)
  expect(shown.text()).toBe('词')
})

test('every phase has a word of its own', () => {
  const phases = Object.keys(phaseTone) as (keyof typeof phaseTone)[]
  const words = phases.map((phase) => mount(PhaseTag, { props: { phase } }).text())
  expect(new Set(words).size).toBe(phases.length)
  expect(words.filter((word) => /[a-z]/.test(word))).toEqual([])
})
