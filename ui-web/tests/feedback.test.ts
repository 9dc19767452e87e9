import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import type { Device, ScanEvent } from '@/shared/api/box'
import { nameOf, setLang } from '@/shared/i18n'
import { useSession } from '@/shared/session'
import { useFeedback } from '@/kiosk/feedback'
import { endOf, noteOfMember, noteOfRefusal, noteOfScan } from '@/kiosk/notes'
import { useScanners } from '@/kiosk/scanners'
import { signalOfScan, type Signal } from '@/kiosk/signal'
import { levelOfScreen, LEVELS, nextLevel } from '@/kiosk/sounds'
import { Speaker, TONES } from '@/kiosk/speaker'
import { useKiosk } from '@/kiosk/store'
import { t } from '@/kiosk/texts'

const scan = (type: ScanEvent['type'], more: Partial<ScanEvent> = {}): ScanEvent => ({ topic: 'scan', type, station: 'kiosk1', unit: 'cam1', code: '690', symbology: 'EAN-13', ...more })
const device = (unit: string, state: Device['state'], driver = 'scan_camera') => ({ unit, state, driver }) as Device

describe('the signal of a scan', () => {
  it.each([
    ['accepted', false, 'accepted'], ['member', false, 'accepted'], ['again', false, 'again'], ['again', true, null], ['unknown', false, 'unknown'],
    ['refused', false, 'refused'], ['refused', true, 'refused'], ['payment_code', true, 'accepted'], ['payment_code', false, 'refused'],
  ] as const)('%s, paying %s', (type, paying, signal) => expect(signalOfScan(scan(type), paying)).toBe(signal))
})

describe('words', () => {
  afterEach(() => setLang('zh-CN', false))

  it('say what was scanned already, in both languages', () => {
    const event = scan('again', { name: '绿茶', name_en: 'Green tea' })
    expect(t('note.again')).toBe('已经扫过了')
    expect(noteOfScan(event, false)?.item).toEqual({ name: '绿茶', name_en: 'Green tea' })
    setLang('en', false)
    const note = noteOfScan(event, false)!
    expect(t(note.title)).toBe('Already scanned')
    expect(t(note.text!, { name: nameOf(note.item!) })).toContain('“Green tea”')
    expect(noteOfScan(event, true)).toBeNull()
    expect(noteOfScan(scan('again'), false)?.text).toBeUndefined()
  })

  it.each(['member-forged', 'member-expired', 'member-used', 'member-busy', 'member-code', 'expired', 'bad-check-digit'])('has a note for %s', (name) => {
    const note = noteOfRefusal(name)!
    expect([note.title, note.text].map((key) => t(key!)).every((text) => text && text !== '')).toBe(true)
    expect(noteOfScan(scan('refused', { reason: name }), false)).toEqual(note)
  })

  it('show no more of a member than the end of the id', () => {
    expect(noteOfMember('M-0012345678').params).toEqual({ member: '···5678' })
    expect(endOf('M-1')).toBe('M-1')
  })
})

describe('the level of the sound', () => {
  const kept = new Map<string, string>()
  beforeEach(() => {
    kept.clear()
    vi.stubGlobal('localStorage', { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) })
  })
  afterEach(() => vi.unstubAllGlobals())

  it('is told by the address and remembered for this screen', () => {
    expect(levelOfScreen('')).toBe('loud')
    expect(levelOfScreen('?sound=off')).toBe('off')
    expect(levelOfScreen('')).toBe('off')
    expect(levelOfScreen('?sound=nonsense')).toBe('off')
  })

  it('goes round and is the shop’s again for the next customer', () => {
    expect(LEVELS.map(nextLevel)).toEqual(['quiet', 'off', 'loud'])
    const feedback = useFeedback(() => undefined)
    feedback.turnSound()
    feedback.turnSound()
    expect(feedback.level.value).toBe('off')
    feedback.rest()
    expect(feedback.level.value).toBe('loud')
  })
})

describe('sound and flash', () => {
  it('come with every signal, but not for every tremble of a hand', () => {
    let now = 0
    const heard: string[] = []
    const feedback = useFeedback((signal, level) => heard.push(`${signal} ${level}`), () => now)
    feedback.give('accepted')
    feedback.give('again')
    now = 1_999
    feedback.give('again')
    feedback.give('accepted')
    feedback.give('again')
    now = 4_000
    feedback.give('again')
    expect(heard).toEqual(['accepted loud', 'again loud', 'accepted loud', 'again loud', 'again loud'])
    expect(feedback.flash.value).toEqual({ kind: 'again', n: 5 })
  })

  it('is silent where the browser has none', () => {
    expect(() => new Speaker().play('accepted', 'loud')).not.toThrow()
    const make = vi.fn(() => null)
    new Speaker(make).play('accepted', 'off')
    expect(make).not.toHaveBeenCalled()
  })

  it('plays the tones of the signal, and the newest cuts the one before short', () => {
    const tones: { hertz: number[]; stops: number[] }[] = []
    const param = (into: number[] = []) => ({ setValueAtTime: (value: number) => into.push(value), linearRampToValueAtTime: () => undefined })
    const context = {
      state: 'running', currentTime: 10, destination: {},
      createGain: () => ({ gain: param(), connect: () => undefined, disconnect: () => undefined }),
      createOscillator: () => {
        const tone = { hertz: [] as number[], stops: [] as number[] }
        tones.push(tone)
        return { frequency: param(tone.hertz), connect: (next: unknown) => next, start: () => undefined, stop: (at = 0) => tone.stops.push(at) }
      },
    }
    const speaker = new Speaker(() => context as unknown as AudioContext)
    speaker.play('refused', 'loud')
    speaker.play('accepted', 'quiet')
    expect(tones.map((tone) => tone.hertz)).toEqual([[440, 330], [1_760]])
    expect(tones[0]!.stops[0]).toBeCloseTo(10.46)
    expect(tones[0]!.stops[1]).toBe(0)
    expect(tones[1]!.stops[0]).toBeCloseTo(10.09)
  })

  it('tells every signal from every other by ear', () => {
    const all = Object.values(TONES).map((tones) => JSON.stringify(tones))
    expect(new Set(all).size).toBe((['accepted', 'again', 'unknown', 'refused', 'lost'] satisfies Signal[]).length)
    for (const tones of Object.values(TONES)) expect(tones.reduce((sum, [, ms]) => sum + ms, 0)).toBeLessThan(1_000)
  })
})

describe('the scanners of a station', () => {
  it('are lost when none of them works', () => {
    const scanners = useScanners()
    expect(scanners.lost.value).toBe(false)
    scanners.takeAll([device('cam1', 'ready'), device('printer1', 'faulted', 'escpos')])
    expect(scanners.lost.value).toBe(false)
    for (const state of ['absent', 'faulted', 'stale', 'unreachable'] as const) {
      scanners.take(device('cam1', state))
      expect(scanners.lost.value, state).toBe(true)
    }
    scanners.take(device('cam2', 'ready'))
    expect(scanners.lost.value).toBe(false)
    scanners.take(device('cam2', 'disabled'))
    expect(scanners.lost.value).toBe(true)
    scanners.take(device('cam1', 'ready'))
    expect(scanners.lost.value).toBe(false)
  })
})

describe('the kiosk', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    useSession().who = { station: 'kiosk1', role: 'kiosk', tenders: ['cash'] } as never
  })

  it('notes what is scanned again and adds nothing', () => {
    const kiosk = useKiosk()
    kiosk.onEvent(scan('again', { name: '绿茶', name_en: 'Green tea' }))
    expect(kiosk.note?.title).toBe('note.again')
    expect(kiosk.flash?.kind).toBe('again')
    expect(kiosk.lines).toEqual([])
    kiosk.onEvent(scan('again', { station: 'kiosk2', name: 'x' }))
    expect(kiosk.flash?.n).toBe(1)
  })

  it('shows a lost camera of its own station, with sound, before what was said', async () => {
    const kiosk = useKiosk()
    const told = (station: string, state: Device['state']) => kiosk.onEvent({ topic: 'device', type: 'state', station, device: device('cam1', state) })
    told('kiosk1', 'ready')
    kiosk.onEvent(scan('unknown'))
    told('kiosk2', 'absent')
    expect(kiosk.cameraLost).toBe(false)
    told('kiosk1', 'absent')
    await Promise.resolve()
    expect(kiosk.cameraLost).toBe(true)
    expect(kiosk.note).toBeNull()
    expect(kiosk.flash?.kind).toBe('lost')
    told('kiosk1', 'ready')
    expect(kiosk.cameraLost).toBe(false)
  })
})
