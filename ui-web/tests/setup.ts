import { webcrypto } from 'node:crypto'

// Browsers have it, Node 18 only behind a flag.
if (!('crypto' in globalThis)) Object.defineProperty(globalThis, 'crypto', { value: webcrypto })
