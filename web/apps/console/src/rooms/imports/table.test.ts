import { expect, test } from 'vitest'
import { csvRows, headOfRows } from './table'

test('column names are found below a title, with the first values of each', () => {
  const rows = csvRows('客户名单,,\n姓名,电话,地址\n张三,13800000000,"上海市, 3 号"\n李四,13900000000,北京市\n')
  expect(headOfRows(rows)).toEqual({
    headers: ['姓名', '电话', '地址'],
    samples: [
      ['张三', '李四'],
      ['13800000000', '13900000000'],
      ['上海市, 3 号', '北京市'],
    ],
  })
})

test('tabs and semicolons separate too, and doubled quotes are one', () => {
  expect(csvRows('a\tb\n1\t2')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
  expect(csvRows('a;b\r\n"x ""y""";2')).toEqual([
    ['a', 'b'],
    ['x "y"', '2'],
  ])
})

test('a column without a name is not offered', () => {
  expect(
    headOfRows([
      ['a', '', 'c'],
      ['1', '2', '3'],
    ])?.headers,
  ).toEqual(['a', 'c'])
})

test('an empty file has no columns', () => {
  expect(headOfRows(csvRows(''))).toBeUndefined()
})
