import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { box, type Alarm, type LiveEvent, type Sync } from '@/shared/api/box'
import { useSession } from '@/shared/session'

const MOST_ALARMS = 50

/** What every page shows at its edge: the line to headquarters and the alarms. */
export const useHouse = defineStore('house', () => {
  const session = useSession()
  const sync = ref<Sync | null>(null)
  const alarms = ref<Alarm[]>([])
  const seen = ref(new Set<string>())

  const hqAway = computed(() => {
    const hq = sync.value?.hq ?? session.who?.hq
    return hq !== undefined && hq.configured && hq.state !== 'connected'
  })
  const unseen = computed(() => alarms.value.filter((alarm) => !seen.value.has(alarm.id)).length)

  async function refetch(): Promise<void> {
    const [line, list] = await Promise.allSettled([box.sync(), box.alarms()])
    if (line.status === 'fulfilled') sync.value = line.value
    if (list.status === 'fulfilled') alarms.value = list.value.items
  }

  function onEvent(event: LiveEvent): void {
    if (event.topic === 'sync') sync.value = event.sync
    if (event.topic === 'alarm') showAlarm(event.alarm, event.type === 'raised')
  }

  function showAlarm(alarm: Alarm, open: boolean): void {
    const others = alarms.value.filter((item) => item.id !== alarm.id)
    alarms.value = open ? [alarm, ...others].slice(0, MOST_ALARMS) : others
  }

  /** Says to the box that it is dealt with; it leaves every screen when the box has said so. */
  async function clearAlarm(id: string): Promise<void> {
    showAlarm(await box.clearAlarm(id), false)
  }

  function markSeen(): void {
    seen.value = new Set(alarms.value.map((alarm) => alarm.id))
  }

  return { sync, alarms, unseen, hqAway, refetch, onEvent, clearAlarm, markSeen }
})
