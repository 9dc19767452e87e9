import type { Command, TestCard } from '@/shared/api/box'
import { get, send } from '@/shared/api/client'

// Here and not with the other calls: a kiosk never makes them, and its first screen is counted in bytes.
export const testCard = () => get<TestCard>('/test-card')
export const printTestCard = (printer: string) => send<Command>('POST', `/devices/${encodeURIComponent(printer)}/test-card`, {})
