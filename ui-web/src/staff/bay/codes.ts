import type { TroubleCode } from '@/shared/api/box'

export type Severity = 'stop' | 'soon' | 'watch'
type Kind = TroubleCode['kind']

/** A trouble code as the bay's driver tells it. Reports of older boxes lack the newer fields, and may have other words. */
export type CodeSaid = Omit<TroubleCode, 'severity'> & { severity?: string }

/** One fault of one control unit, whichever of its three lists it stands in. */
export interface Fault {
  said: CodeSaid
  kinds: Kind[]
  severity: Severity | null
  /** How the part failed, in words: the third byte of a code that was read by UDS. */
  failure: { en: string; zh: string } | null
}

const SEVERITIES: Severity[] = ['stop', 'soon', 'watch']
const KINDS: Kind[] = ['stored', 'pending', 'permanent']

function severityOf(said: CodeSaid): Severity | null {
  return SEVERITIES.find((known) => known === said.severity) ?? null
}

function failureOf(said: CodeSaid): Fault['failure'] {
  const { uds } = said
  return uds && uds.failure_type !== '00' && uds.failure_en && uds.failure_zh ? { en: uds.failure_en, zh: uds.failure_zh } : null
}

/** A severity that nobody said comes last: it is not known to be harmless, and not known to be urgent either. */
function rank(fault: Fault): number {
  return fault.severity === null ? SEVERITIES.length : SEVERITIES.indexOf(fault.severity)
}

/** Lists of codes that were not answered. Older boxes do not say; newer ones must not claim "none" of a list that was not. */
export function unreadKinds(read: readonly string[] | undefined): Kind[] {
  return read ? KINDS.filter((kind) => !read.includes(kind)) : []
}

/** The same code of the same unit once, the most urgent first; among equals stored before pending before permanent. */
export function faultsOf(codes: readonly CodeSaid[]): Fault[] {
  const found = new Map<string, Fault>()
  for (const said of codes) {
    const key = `${said.code}@${said.unit ?? ''}`
    const fault = found.get(key) ?? { said, kinds: [], severity: severityOf(said), failure: null }
    fault.failure ??= failureOf(said)
    if (!fault.kinds.includes(said.kind)) fault.kinds.push(said.kind)
    found.set(key, fault)
  }
  const faults = [...found.values()]
  for (const fault of faults) fault.kinds.sort((a, b) => KINDS.indexOf(a) - KINDS.indexOf(b))
  const first = (fault: Fault) => KINDS.indexOf(fault.kinds[0]!)
  return faults.sort((a, b) => rank(a) - rank(b) || first(a) - first(b) || a.said.code.localeCompare(b.said.code))
}
