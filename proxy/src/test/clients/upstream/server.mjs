// Node's http2 as a backend, with prior knowledge and over TLS (h2 only): the endpoints of backend.py that part upstream asks, and
// some of HTTP/2's own: trailers, GOAWAY, REFUSED_STREAM, resets.
//
//   server.mjs TLSDIR     prints "h2c HOST:PORT" and "h2 HOST:PORT"
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { constants, createSecureServer, createServer } from 'node:http2'

const tls = process.argv[2]
const BODY = Buffer.from(Array.from({ length: 1000 }, (_none, n) =>
  `line ${String(n).padStart(5, '0')} of a body that everybody can check\n`).join(''))
const BIG = Buffer.concat(Array(23).fill(BODY)).subarray(0, 1 << 20)
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex')
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis))
const FOR_ALL = { 'cache-control': 'max-age=300' }
const FOR_NOBODY = { 'cache-control': 'no-store' }
const asked = new Map()
const gone = new Set()

async function read (stream) {
  const pieces = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}

function sized (stream, status, body, fields) {
  stream.respond({ ':status': status, 'content-length': body.length, ...fields })
  stream.end(body)
}

const write = (stream, piece) => stream.write(piece) ? undefined : new Promise((resolve) => {
  stream.once('drain', resolve)
  stream.once('close', resolve)
})

const endpoints = {
  async counted (stream, { count }) {
    await read(stream)
    sized(stream, 200, Buffer.from(`answer ${count}\n`), FOR_ALL)
  },
  big: (stream) => sized(stream, 200, BIG, FOR_ALL),
  many: (stream) => sized(stream, 200, Buffer.concat(Array(228).fill(BODY)), FOR_NOBODY),
  async upload (stream, { method }) {
    const body = await read(stream)
    sized(stream, 200, Buffer.from(`{"method": "${method}", "bytes": ${body.length}, "sha256": "${digest(body)}"}\n`), FOR_NOBODY)
  },
  seen: (stream, { path, headers }) => sized(stream, 200, Buffer.from(JSON.stringify({ path, ...headers })), FOR_NOBODY),
  async chunked (stream) {
    stream.respond({ ':status': 200, ...FOR_ALL })
    for (let first = 0; first < BODY.length; first += 7000) await write(stream, BODY.subarray(first, first + 7000))
    stream.end()
  },
  async slow (stream) {
    stream.respond({ ':status': 200, ...FOR_NOBODY })
    for (let line = 0; line < 5; line++) {
      stream.write(`line ${line}\n`)
      await pause(200)
    }
    stream.end()
  },
  async cut (stream) {
    stream.respond({ ':status': 200, 'content-length': 99999, ...FOR_ALL })
    await write(stream, BODY)
    await pause(100)
    stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  },
  async endless (stream, { name }) {
    stream.on('close', () => gone.add(name))
    stream.respond({ ':status': 200, ...FOR_NOBODY })
    while (!stream.closed) {
      await write(stream, Buffer.alloc(16384))
      await pause(10)
    }
  },
  async gone (stream, { name }) {
    for (let tries = 0; tries < 100 && !gone.has(name); tries++) await pause(100)
    sized(stream, 200, Buffer.from(gone.has(name) ? 'gone\n' : 'still there\n'), FOR_NOBODY)
  },
  trailers (stream) {
    stream.respond({ ':status': 200, ...FOR_NOBODY }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-digest': digest(BODY) }))
    stream.end(BODY)
  },
  /** Only a field section, which ends the stream, as gRPC's errors are. */
  bare: (stream) => stream.respond({ ':status': 200, 'grpc-status': '5', ...FOR_NOBODY }, { endStream: true }),
  /** The first request of each name is refused unprocessed. */
  refused (stream, { count }) {
    if (count === 1) stream.close(constants.NGHTTP2_REFUSED_STREAM)
    else sized(stream, 200, Buffer.from(`answer ${count}\n`), FOR_NOBODY)
  },
  /** Answered, and the connection ends behind it. */
  goaway (stream) {
    sized(stream, 200, Buffer.from('the last of this connection\n'), FOR_NOBODY)
    stream.session.goaway(constants.NGHTTP2_NO_ERROR)
    setImmediate(() => stream.session?.close())
  },
  reset: (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  destroyed: (stream) => stream.session.destroy(),
  hints (stream) {
    stream.additionalHeaders({ ':status': 103, link: '</style.css>; rel=preload' })
    sized(stream, 200, Buffer.from('after the hints\n'), FOR_NOBODY)
  },
  /** An answer before the request's end, which is not read. */
  early (stream) {
    stream.respond({ ':status': 413, ...FOR_NOBODY })
    stream.end('too much\n')
    stream.on('finish', () => stream.close(constants.NGHTTP2_NO_ERROR))
  },
  /** What comes goes back at once, both ways at the same time. */
  echo (stream) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...FOR_NOBODY })
    stream.pipe(stream)
  }
}

function serve (stream, headers) {
  const path = headers[':path']
  const [kind, name] = path.split('?')[0].slice(1).split('/')
  asked.set(path, (asked.get(path) ?? 0) + 1)
  stream.on('error', () => {})
  const answer = endpoints[kind] ?? ((nothing) => sized(nothing, 404, Buffer.from('nothing here\n'), {}))
  Promise.resolve(answer(stream, { path, name, headers, method: headers[':method'], count: asked.get(path) })).catch(() => {})
}

// Beside a body that waits for its client Node would refuse streams for want of memory.
const maxSessionMemory = 100
const servers = {
  h2c: createServer({ maxSessionMemory }),
  h2: createSecureServer({ maxSessionMemory, key: readFileSync(`${tls}/upstream.key`), cert: readFileSync(`${tls}/upstream.crt`) })
}
for (const [name, server] of Object.entries(servers)) {
  server.on('stream', serve)
  server.on('sessionError', () => {})
  server.listen(0, '127.0.0.1', () => console.log(`${name} 127.0.0.1:${server.address().port}`))
}
