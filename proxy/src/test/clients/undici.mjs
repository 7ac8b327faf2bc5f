// Node's undici through the sidecar: fetch, request, stream, pipelining, aborts, WebSocket, EventSource; started by undici.sh.
import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PassThrough, Readable } from 'node:stream'
import { Client, EventSource, WebSocket, fetch, request, stream } from 'undici'

const { BASE, BACKEND, OUT } = process.env
const CACHE = process.env.CACHE === 'yes'
const TRANSCRIPT = `${OUT}/undici.txt`
const VERSION = createRequire(import.meta.url)('undici/package.json').version
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex')
const started = Date.now()

function note (line) {
  appendFileSync(TRANSCRIPT, `${((Date.now() - started) / 1000).toFixed(3).padStart(8)} ${line}\n`)
}

function check (name, right, got = '') {
  const line = right ? `PASS undici: ${name}` : `FAIL undici: ${name}: got ${JSON.stringify(got).slice(0, 1000)}`
  note(line)
  console.log(line)
}

const same = (name, wanted, got) => check(name, JSON.stringify(wanted) === JSON.stringify(got), got)

/** Settles as the promise does, or fails after so many milliseconds. */
function within (millis, what, promise) {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for ${millis} ms`)), millis)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const get = async (url) => (await request(url)).body.text()
const BODY = await get(`${BACKEND}/cached/reference`)

async function fetching () {
  const first = await fetch(`${BASE}/cached/undici`)
  same('fetch', [200, BODY], [first.status, await first.text()])
  const second = await fetch(`${BASE}/cached/undici`)
  check('the second is a hit', await second.text() === BODY &&
    (!CACHE || /^nearside; hit/.test(second.headers.get('cache-status'))), second.headers.get('cache-status'))
  note(`cache-status: ${first.headers.get('cache-status')}, then ${second.headers.get('cache-status')}`)
  const head = await fetch(`${BASE}/cached/undici`, { method: 'HEAD' })
  same('HEAD', [200, String(BODY.length), ''], [head.status, head.headers.get('content-length'), await head.text()])
  const unchanged = await fetch(`${BASE}/cached/undici`, { headers: { 'If-None-Match': first.headers.get('etag') } })
  same('If-None-Match', 304, unchanged.status)
  const part = await fetch(`${BASE}/cached/undici`, { headers: { Range: 'bytes=46-91' } })
  same('Range', [206, BODY.slice(46, 92)], [part.status, await part.text()])
  const coded = await fetch(`${BASE}/gzip/undici`)
  same('gzip', ['gzip', BODY], [coded.headers.get('content-encoding'), await coded.text()])
  const hinted = await fetch(`${BASE}/hints/undici`)
  same('behind a 103', [200, 'after the hints\n'], [hinted.status, await hinted.text()])
  await fetch(`${BASE}/cut/undici`).then((cut) => cut.text()).then(
    () => check('cut short is an error', false, 'a whole body'),
    (failure) => check('cut short is an error', true, note(`cut: ${failure.cause ?? failure}`)))
}

async function uploading () {
  const bytes = randomBytes(10 << 20)
  const sized = await request(`${BASE}/upload/undici`, { method: 'POST', body: bytes })
  const told = await sized.body.json()
  same('request POST of 10 MiB', [digest(bytes), false], [told.sha256, told.chunked])
  const pieces = Array.from({ length: 160 }, (_none, n) => bytes.subarray(n << 16, (n + 1) << 16))
  const put = await request(`${BASE}/upload/undici`, { method: 'PUT', body: Readable.from(pieces, { objectMode: false }) })
  const chunked = await put.body.json()
  same('request PUT, chunked', ['PUT', digest(bytes), true], [chunked.method, chunked.sha256, chunked.chunked])
  const streamed = await fetch(`${BASE}/upload/undici`, { method: 'POST', body: Readable.from(pieces), duplex: 'half' })
  same('fetch POST of a stream', digest(bytes), (await streamed.json()).sha256)
}

async function streaming () {
  const sink = new PassThrough()
  const read = sink.toArray()
  await stream(`${BASE}/many/undici`, { opaque: sink }, ({ opaque }) => opaque)
  same('stream of 10 MiB', 10488000, Buffer.concat(await read).length)
  const trailed = await request(`${BASE}/trailers/undici`, { headers: { te: 'trailers' } })
  same('a body with trailers', BODY, await trailed.body.text())
  note(`trailers: ${JSON.stringify(trailed.trailers)}`)
  const named = await request(`${BASE}/chunked/undici`)
  same('request, chunked', BODY, await named.body.text())
}

async function pipelining () {
  const client = new Client(BASE, { pipelining: 4 })
  let connections = 0
  client.on('connect', () => connections++)
  const paths = ['cached', 'chunked', 'uncached', 'gzip', 'cached', 'nothing', 'cached', 'chunked', 'cached', 'many', 'cached', 'cached']
  const answers = await Promise.all(paths.map(async (path) => {
    const answer = await client.request({ path: `/${path}/undici`, method: 'GET' })
    return [path, answer.statusCode, (await answer.body.text()).length]
  }))
  note(`pipelined by 4: ${JSON.stringify(answers)}`)
  const lengths = { uncached: 9, nothing: 13, many: 10488000 }
  same('pipelining of 4: each its own answer',
    paths.map((path) => [path, path === 'nothing' ? 404 : 200, lengths[path] ?? BODY.length]), answers)
  check('over one connection', connections === 1, connections)
  await client.close()
}

async function aborting () {
  const leaving = new AbortController()
  const endless = await fetch(`${BASE}/endless/undici`, { signal: leaving.signal })
  await endless.body.getReader().read()
  leaving.abort()
  same('abort in the middle: the backend is let go', 'gone\n', await get(`${BACKEND}/gone/undici`))
  same('and the next request is answered', BODY, await get(`${BASE}/cached/undici`))
}

async function waiting () {
  const first = get(`${BASE}/poll/undici`)
  await request(`${BASE}/poll/undici?waiters=1`, { method: 'POST', body: 'news 1' })
  same('a long poll', 'news 1', await first)
  const both = [get(`${BASE}/poll/undici`), get(`${BASE}/poll/undici`)]
  const post = await request(`${BASE}/poll/undici?waiters=2`, { method: 'POST', body: 'news 2' })
  same('two long polls both wait at the backend', ['2\n', 'news 2', 'news 2'], [await post.body.text(), ...await Promise.all(both)])
}

async function events () {
  const source = new EventSource(`${BASE}/sse/undici`)
  const got = []
  await within(10_000, 'events', new Promise((resolve) => {
    source.onmessage = (event) => {
      const told = JSON.parse(event.data)
      got.push({ ...told, arrivedMillis: Date.now() })
      note(`event ${event.lastEventId} of connection ${told.connection}, ${Date.now() - told.sentMillis} ms after it was sent`)
      if (told.event === 8) resolve()
    }
  })).finally(() => source.close())
  same('EventSource: all events in order, over a reconnect', [1, 2, 3, 4, 5, 6, 7, 8], got.map(({ event }) => event))
  same('EventSource: Last-Event-ID', [1, 2], [...new Set(got.map(({ connection }) => connection))])
  const spread = got[4].arrivedMillis - got[0].arrivedMillis
  check('EventSource: the events come one by one', spread >= 600, spread)

  const opened = Date.now()
  const first = await Promise.all([1, 2].map(async () => {
    const answer = await fetch(`${BASE}/sse/undici-two`, { headers: { accept: 'text/event-stream' } })
    let text = ''
    for await (const piece of answer.body) {
      text += Buffer.from(piece).toString()
      const found = /"connection": (\d)/.exec(text)
      if (found) return [Number(found[1]), Date.now() - opened]
    }
  }))
  note(`two at a time: [connection, ms until its first event] ${JSON.stringify(first)}`)
  same('two readers of one URL have a stream each', [1, 2], first.map(([connection]) => connection).sort())
  check('and both at once', first.every(([, millis]) => millis < 900), first)
}

/** A WebSocket with its messages in a queue: next() is the next of them, closed the close event. */
function open (path) {
  const socket = new WebSocket(BASE.replace('http', 'ws') + path)
  socket.binaryType = 'arraybuffer'
  const here = []
  const wanted = []
  const put = (message) => wanted.length ? wanted.shift()(message) : here.push(message)
  socket.onmessage = ({ data }) => {
    note(`${path} < ${typeof data === 'string' ? data : `binary ${data.byteLength} bytes ${digest(Buffer.from(data)).slice(0, 16)}`}`)
    put(data)
  }
  const closed = new Promise((resolve) => {
    socket.onclose = ({ code, reason, wasClean }) => {
      note(`${path} closed ${code} ${reason} clean=${wasClean}`)
      resolve({ code, reason, wasClean })
    }
  })
  socket.onerror = ({ message }) => note(`${path} error ${message}`)
  const next = () => within(10_000, path, here.length ? here.shift() : new Promise((resolve) => wanted.push(resolve)))
  return { socket, next, closed: within(60_000, path, closed) }
}

async function webSocket () {
  const { socket, next, closed } = open('/ws/undici')
  same('WebSocket: bytes right behind the 101', 'welcome', await next())
  socket.send('grüße')
  same('WebSocket: text', 'grüße', await next())
  const bytes = randomBytes(1 << 20)
  socket.send(bytes)
  same('WebSocket: binary of 1 MiB', digest(bytes), digest(Buffer.from(await next())))
  socket.send('fragments')
  same('WebSocket: a message in three frames', 'one two three', await next())
  socket.close(4000, 'done')
  same('WebSocket: close', { code: 4000, reason: 'done', wasClean: true }, await closed)
  const log = readFileSync(`${OUT}/websocket-server.txt`, 'utf8').split('\n').filter((line) => line.includes('/ws/undici '))
  check('WebSocket: the pong reached the server', log.some((line) => /< pong .*are you there/.test(line)), log)

  const second = open('/ws/undici-closed')
  await second.next()
  second.socket.send('close')
  same('WebSocket: the server closes', { code: 4001, reason: 'as you asked', wasClean: true }, await second.closed)
  same('WebSocket: a refusal', 1006, (await open('/ws/refused').closed).code)
}

writeFileSync(TRANSCRIPT, `undici ${VERSION}, Node ${process.version}\n`)
for (const scenario of [fetching, uploading, streaming, pipelining, aborting, waiting, events, webSocket]) {
  await within(60_000, scenario.name, scenario()).catch((failure) => check(scenario.name, false, String(failure.stack)))
}
process.exit(0)
