import { afterEach, describe, expect, it } from 'vitest'
import { age, bytes, clock, dayClock, grams, initialOf, money, parseYuan, quantity, setZone, yuan } from '@/shared/format'
import { fill, lang } from '@/shared/i18n'

afterEach(() => {
  lang.value = 'zh-CN'
})

describe('money', () => {
  it.each([
    [0, '0.00'], [1, '0.01'], [10, '0.10'], [99, '0.99'], [100, '1.00'], [123456, '1,234.56'], [1234567890123, '12,345,678,901.23'],
    [-1, '−0.01'], [-250050, '−2,500.50'],
  ])('%i fen is %s', (fen, text) => expect(yuan(fen)).toBe(text))

  it('puts the sign before the currency', () => {
    expect(money(1250)).toBe('¥12.50')
    expect(money(-1250)).toBe('−¥12.50')
  })

  it.each([
    ['0', 0], ['12', 1200], ['12.', 1200], ['12.5', 1250], ['12.50', 1250], ['0.01', 1], ['1,234.56', 123456], [' 7 ', 700],
    ['', null], ['.5', null], ['12.505', null], ['-1', null], ['1e3', null], ['abc', null], ['12.5.1', null], ['9999999999', null],
  ])('reads %j', (text, fen) => expect(parseYuan(text)).toBe(fen))

  it('comes back the same for every amount', () => {
    for (let fen = 0; fen < 200_000; fen += 7) expect(parseYuan(yuan(fen))).toBe(fen)
  })
})

describe('quantities', () => {
  it.each([
    [1000, 'piece', '1'], [99000, 'piece', '99'], [1500, 'piece', '1.500'], [350, 'kg', '0.350 kg'], [12005, 'kg', '12.005 kg'], [5, 'kg', '0.005 kg'],
  ])('%i of %s is %s', (milli, unit, text) => expect(quantity(milli, unit)).toBe(text))

  it('rounds milligrams to grams', () => {
    expect(grams(431_250)).toBe('431')
    expect(grams(2_011_500)).toBe('2,012')
    expect(grams(0)).toBe('0')
  })
})

describe('times', () => {
  it('are those of the store', () => {
    setZone('Asia/Shanghai')
    expect([clock('2026-11-21T20:05:09Z'), clock('2026-11-21T20:05:09Z', true), dayClock('2026-11-21T20:05:09Z')]).toEqual(['04:05', '04:05:09', '11-22 04:05'])
    setZone('Nowhere/Atall')
    expect(clock('2026-11-21T16:00:00Z')).toBe('00:00')
    expect([clock(null), clock('half'), dayClock(undefined)]).toEqual(['—', '—', '—'])
  })
})

describe('words', () => {
  it('says ages in the largest unit that fits', () => {
    expect(age(5)).toBe('5 秒')
    lang.value = 'en'
    expect([age(-3), age(59), age(60), age(3600), age(90_000)]).toEqual(['0 s', '59 s', '1 min', '1 h', '1 d'])
  })

  it('fills holes and chooses the form by number', () => {
    expect(fill('{n} item|{n} items', { n: 1 })).toBe('1 item')
    expect(fill('{n} item|{n} items', { n: 2 })).toBe('2 items')
    expect(fill('{a} and {b}', { a: 'x' })).toBe('x and {b}')
  })

  it('draws the first letter that is one', () => {
    expect(initialOf('农夫山泉')).toBe('农')
    expect(initialOf('  "oreo"')).toBe('O')
    expect(initialOf('3M 胶带')).toBe('3')
    expect(initialOf('')).toBe('·')
  })

  it('sizes bytes', () => expect([bytes(0), bytes(1536), bytes(3 * 1024 * 1024)]).toEqual(['0 B', '1.5 KB', '3.0 MB']))
})
