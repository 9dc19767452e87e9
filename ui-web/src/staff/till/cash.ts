/** Sums a customer is likely to hand over for `due_fen`: exact, then the next round notes. */
export function likelySums(due_fen: number): number[] {
  const notes = [1_000, 2_000, 5_000, 10_000]
  const sums = notes.map((note) => Math.ceil(due_fen / note) * note)
  return [...new Set([due_fen, ...sums])].sort((a, b) => a - b).slice(0, 5)
}
