import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import type { Session } from '@/shared/api/box'
import { Problem } from '@/shared/api/client'

/** What the box answers, call by call; a test puts its own answers in. */
const box = vi.hoisted(() => ({}) as Record<string, ReturnType<typeof vi.fn>>)
vi.mock('@/shared/api/box', () => ({ box }))

import { useKiosk } from '@/kiosk/store'
import { useSession } from '@/shared/session'

beforeEach(() => {
  setActivePinia(createPinia())
  for (const name of Object.keys(box)) delete box[name]
  box.openCart = vi.fn(async () => ({ id: 'c1', station: 'kiosk1', state: 'open', version: 1, lines: [], total_fen: 0, order_id: null }))
  useSession().who = { role: 'kiosk', station: 'kiosk1' } as Session
})

describe('goods sold by weight at the kiosk', () => {
  it('are sent to the scale, and the customer stays where they were chosen', async () => {
    box.addLine = vi.fn(async () => {
      throw new Problem(422, 'weigh-first', '')
    })
    const kiosk = useKiosk()
    kiosk.go('find')
    expect(await kiosk.add({ sku: 'APL' })).toBe(false)
    expect(kiosk.note?.title).toBe('note.weigh')
    expect(kiosk.screen).toBe('find')
    kiosk.onWedge('9520001088063')
    await vi.waitFor(() => expect(box.addLine).toHaveBeenCalledTimes(2))
    expect(kiosk.note?.title).toBe('note.weigh')
  })
})
