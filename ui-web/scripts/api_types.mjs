// Writes src/shared/api/schema.gen.ts from edge/http/openapi.json, so that the pages and the server read one document:
// one type per schema, and the table of roles per call. The file is rewritten only when its text changes.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)
const source = new URL('../edge/http/openapi.json', root)
const target = new URL('src/shared/api/schema.gen.ts', root)
const api = JSON.parse(readFileSync(source, 'utf8'))

const PRIMITIVES = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' }

function objectType(schema, indent) {
  const required = new Set(schema.required ?? [])
  const pad = ' '.repeat(indent + 2)
  const rows = Object.entries(schema.properties ?? {}).map(([name, value]) => {
    const doc = value.description ? `${pad}/** ${value.description} */\n` : ''
    return `${doc}${pad}${name}${required.has(name) ? '' : '?'}: ${typeOf(value, indent + 2)}`
  })
  const extra = schema.additionalProperties
  if (extra) rows.push(`${pad}[field: string]: ${extra === true ? 'unknown' : typeOf(extra, indent + 2)}`)
  return rows.length ? `{\n${rows.join('\n')}\n${' '.repeat(indent)}}` : 'Record<string, never>'
}

function typeOf(schema, indent = 0) {
  if (schema.$ref) return schema.$ref.split('/').pop()
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.allOf) return schema.allOf.map((part) => typeOf(part, indent)).join(' & ')
  if (schema.oneOf ?? schema.anyOf) return (schema.oneOf ?? schema.anyOf).map((part) => typeOf(part, indent)).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ')
  if (schema.type === 'array') return `Array<${typeOf(schema.items ?? {}, indent)}>`
  if (schema.type === 'object') return objectType(schema, indent)
  return PRIMITIVES[schema.type] ?? 'unknown'
}

const types = Object.entries(api.components.schemas).map(([name, schema]) => {
  const doc = schema.description ? `/** ${schema.description} */\n` : ''
  return `${doc}export type ${name} = ${typeOf(schema)}\n`
})

const calls = []
for (const methods of Object.values(api.paths))
  for (const operation of Object.values(methods))
    if (operation.operationId) calls.push(`  ${operation.operationId}: ${JSON.stringify(operation['x-roles'] ?? [])},`)

const text = [
  '// Generated from edge/http/openapi.json by scripts/api_types.mjs; do not edit.\n',
  ...types,
  '/** Who may call what: the pages show nothing that the box would refuse. */',
  `export const CALL_ROLES = {\n${calls.sort().join('\n')}\n} as const\n`,
].join('\n')

let before = ''
try {
  before = readFileSync(target, 'utf8')
} catch {
  // first run
}
if (before !== text) {
  writeFileSync(target, text)
  console.log(`wrote ${fileURLToPath(target)}: ${types.length} types, ${calls.length} calls`)
}
