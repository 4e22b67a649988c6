import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import MoneyText from './MoneyText.vue'
import { minorOf, moneyText } from './money'

test.each([
  [123400, 'CNY', '¥1,234.00'],
  [5, 'CNY', '¥0.05'],
  [0, 'CNY', '¥0.00'],
  [-123456789, 'CNY', '−¥1,234,567.89'],
  [1234, 'JPY', '¥1,234'],
  [100, 'CHF', 'CHF 1.00'],
  [900719925474099, 'CNY', '¥9,007,199,254,740.99'],
])('%d minor units of %s are %s', (minor, currency, text) => {
  expect(moneyText(minor, currency)).toBe(text)
})

test('an amount without a currency is in yuan', () => {
  expect(mount(MoneyText, { props: { minor: 3000 } }).text()).toBe('¥30.00')
})

test.each([
  ['12.5', 1250],
  ['¥1,200', 120000],
  ['0.07', 7],
  ['-3', -300],
  ['1.005', undefined],
  ['', undefined],
  ['十二', undefined],
])('%s as it is typed is %s minor units', (typed, minor) => {
  expect(minorOf(typed)).toBe(minor)
})
