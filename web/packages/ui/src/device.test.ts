import { expect, test } from 'vitest'
import { deviceWords } from './device'

test('a browser is called by its short name and its system', () => {
  const windows =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
  for (const [agent, words] of [
    [windows, 'Chrome · Windows'],
    [`${windows} Edg/142.0.0.0`, 'Edge · Windows'],
    [`${windows} wxwork/4.1`, 'WeCom · Windows'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1',
      'Safari · iOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · Linux'],
    ['curl/8.5.0', 'curl'],
  ] as const)
    expect(deviceWords(agent)).toBe(words)
  expect(deviceWords(null)).toBe('未知设备')
})
