import { expect, test } from 'vitest'
import { codeOf, sameSerial } from './code'

test.each([
  ['https://service.example/c/demo/AbC-d_e123456789', { kind: 'label', token: 'fll.demo.AbC-d_e123456789' }],
  [' http://127.0.0.1:8080/c/demo/AbC-d_e123456789/ ', { kind: 'label', token: 'fll.demo.AbC-d_e123456789' }],
  ['https://service.example/c/demo/AbC-d_e123456789#machines', { kind: 'label', token: 'fll.demo.AbC-d_e123456789' }],
  ['GD-KFR35-0012345', { kind: 'serial', serial: 'GD-KFR35-0012345' }],
  ['https://maker.example/p?sn=1', { kind: 'serial', serial: 'https://maker.example/p?sn=1' }],
])('%s is read', (text, code) => {
  expect(codeOf(text)).toEqual(code)
})

test('a serial number is the same with other signs between, in other letters and other widths', () => {
  expect(sameSerial('gd-kfr35 0012', 'GDKFR350012')).toBe(true)
  expect(sameSerial('ＧＤ１２', 'gd12')).toBe(true)
  expect(sameSerial('GD12', 'GD13')).toBe(false)
  expect(sameSerial('--', '')).toBe(false)
})
