/** What one weighing at a till can be: more is a slip of the finger, or goods for several lines. */
export const MOST_G = 99_999

export type WeightUnit = 'g' | 'kg'

/** What was read off a scale, in whole grams; null when it is no weight that can be sold: `352` g, `0.352` kg. */
export function parseWeight(text: string, unit: WeightUnit): number | null {
  const match = /^(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(text.trim())
  if (!match || (unit === 'g' && match[2] !== undefined)) return null
  const whole = Number(match[1])
  const weight_g = unit === 'g' ? whole : whole * 1000 + Number((match[2] ?? '').padEnd(3, '0'))
  return weight_g > 0 && weight_g <= MOST_G ? weight_g : null
}

/** What so much of it costs, rounded as the box rounds: half a fen up. */
export function priceOf(weight_g: number, price_fen_per_kg: number): number {
  return Math.floor((weight_g * price_fen_per_kg + 500) / 1000)
}
