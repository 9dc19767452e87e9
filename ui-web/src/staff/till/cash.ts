/**
 * What is given back of `tendered_fen`; negative is what is missing. `rest_fen` is owed, `due_fen` the same as the box
 * rounds it for cash: where that is more, the exact rest is enough, as it is for the box.
 */
export function cashChange(tendered_fen: number, rest_fen: number, due_fen: number): number {
  return tendered_fen < due_fen && tendered_fen >= rest_fen ? tendered_fen - rest_fen : tendered_fen - due_fen
}

/** Sums a customer is likely to hand over for `due_fen`: exact, then the next round notes. */
export function likelySums(due_fen: number): number[] {
  const notes = [1_000, 2_000, 5_000, 10_000]
  const sums = notes.map((note) => Math.ceil(due_fen / note) * note)
  return [...new Set([due_fen, ...sums])].sort((a, b) => a - b).slice(0, 5)
}
