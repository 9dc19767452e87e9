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
  const seen = ref(0)

  const hqAway = computed(() => {
    const hq = sync.value?.hq ?? session.who?.hq
    return hq !== undefined && hq.configured && hq.state !== 'connected'
  })
  const unseen = computed(() => Math.max(0, alarms.value.length - seen.value))

  async function refetch(): Promise<void> {
    const [line, list] = await Promise.allSettled([box.sync(), box.alarms()])
    if (line.status === 'fulfilled') sync.value = line.value
    if (list.status === 'fulfilled') alarms.value = list.value.items
  }

  function onEvent(event: LiveEvent): void {
    if (event.topic === 'sync') sync.value = event.sync
    if (event.topic === 'alarm') alarms.value = [event.alarm, ...alarms.value].slice(0, MOST_ALARMS)
  }

  function markSeen(): void {
    seen.value = alarms.value.length
  }

  return { sync, alarms, unseen, hqAway, refetch, onEvent, markSeen }
})
