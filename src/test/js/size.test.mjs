import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { transformSync } from 'esbuild'

const LIMIT = 9216

test(`the client is at most ${LIMIT} bytes, minified and gzipped`, t => {
  const source = readFileSync(new URL('../../main/resources/dev/playflux/playflux.js', import.meta.url), 'utf8')
  const { code } = transformSync(source, { minify: true, format: 'esm' })
  const size = gzipSync(code, { level: 9 }).length
  t.diagnostic(`${size} bytes`)
  assert(size <= LIMIT, `${size} bytes`)
})

test('the client imports nothing', () => {
  const source = readFileSync(new URL('../../main/resources/dev/playflux/playflux.js', import.meta.url), 'utf8')
  assert.doesNotMatch(source, /^\s*import\b|\bimport\(|\brequire\(/m)
})
