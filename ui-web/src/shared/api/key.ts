/** A fresh idempotency key: 128 random bits as hex. Not crypto.randomUUID, which plain-HTTP pages on the LAN do not have. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
