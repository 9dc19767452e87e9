import { onBeforeUnmount } from 'vue'
import { LiveStream } from '@/shared/api/stream'
import type { LiveEvent } from '@/shared/api/box'

type Topic = LiveEvent['topic']
type Listener = (event: LiveEvent) => void

const TOPICS: Topic[] = ['cart', 'order', 'scan', 'device', 'shelf', 'bay', 'sync', 'alarm']
const listeners = new Map<Topic, Set<Listener>>()
const refetchers = new Set<() => void>()

/** The page's one stream; pages listen in while they are open. */
export function makeStaffStream(onRefused: () => void): LiveStream {
  return new LiveStream({
    topics: TOPICS,
    onEvent: (event) => listeners.get(event.topic as Topic)?.forEach((listener) => listener(event as unknown as LiveEvent)),
    onRefetch: () => refetchers.forEach((refetch) => refetch()),
    onRefused,
  })
}

/** Listens to one topic while the component lives. */
export function onLive<T extends Topic>(topic: T, listener: (event: Extract<LiveEvent, { topic: T }>) => void): void {
  const set = listeners.get(topic) ?? new Set<Listener>()
  listeners.set(topic, set)
  set.add(listener as Listener)
  onBeforeUnmount(() => set.delete(listener as Listener))
}

/** Called whenever events may have been missed. */
export function onRefetch(refetch: () => void): void {
  refetchers.add(refetch)
  onBeforeUnmount(() => refetchers.delete(refetch))
}
