// A gRPC client: each kind of call through the sidecar, with metadata, errors, deadlines and cancelling; started by grpc.sh.
//
//   client.mjs NAME HOST:PORT [AUTHORITY]     AUTHORITY: over TLS, where the certificate has this name
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { TLS, checks, digest, pause, within } from './checks.mjs'
import { Echo, grpc } from './service.mjs'

const [name, address, authority] = process.argv.slice(2)
const { check, same, run } = checks(`grpc-${name}`, `grpc-js, Node ${process.version}`)
const client = new Echo(address,
  authority ? grpc.credentials.createSsl(readFileSync(`${TLS}/ca.crt`)) : grpc.credentials.createInsecure(),
  {
    'grpc.max_receive_message_length': -1,
    ...(authority && { 'grpc.ssl_target_name_override': authority, 'grpc.default_authority': authority })
  })

const asked = (value) => {
  const metadata = new grpc.Metadata()
  metadata.set('x-asked', value)
  return metadata
}
const deadline = (millis) => ({ deadline: Date.now() + millis })

/** A call with one answer: what came first, the answer or the error, and the status. */
function one (method, message, options = deadline(20_000)) {
  const got = {}
  const call = client[method](message, asked(method), options, (error, answer) => Object.assign(got, { error, answer }))
  got.call = call
  call.on('metadata', (metadata) => { got.first = metadata })
  return Object.assign(new Promise((resolve) => call.on('status', (status) => setImmediate(() => resolve({ ...got, status })))), { call })
}

/** A call with a stream of answers, read to its status. */
function several (call) {
  const got = { messages: [] }
  call.on('metadata', (metadata) => { got.first = metadata })
  call.on('data', (message) => got.messages.push(message))
  call.on('error', (error) => { got.error = error })
  return new Promise((resolve) => call.on('status', (status) => setImmediate(() => resolve({ ...got, status }))))
}

async function unary () {
  const payload = randomBytes(1000)
  const got = await one('unary', { text: 'grüße', number: 7, payload })
  same('unary', ['grüße', 7, digest(payload)], [got.answer?.text, got.answer?.number, digest(got.answer?.payload ?? '')])
  same('unary: metadata before', ['unary'], got.first?.get('x-first'))
  same('unary: metadata behind, in trailers', ['unary'], got.status.metadata.get('x-last'))
  same('unary: binary metadata', '0001feff', got.status.metadata.get('x-binary-bin')[0]?.toString('hex'))
  const big = randomBytes(4 << 20)
  same('unary of 4 MiB', digest(big), digest((await one('unary', { payload: big })).answer?.payload ?? ''))
  const empty = await one('unary', {})
  same('unary of nothing', [0, ''], [empty.status.code, empty.answer?.text])
  const hundred = await Promise.all(Array.from({ length: 100 }, (_none, number) => one('unary', { number })))
  same('a hundred at once: each its own', Array.from({ length: 100 }, (_none, n) => n), hundred.map(({ answer }) => answer?.number))
  const twice = [await one('unary', { number: 1 }), await one('unary', { number: 2 })]
  same('nothing is cached', [1, 2], twice.map(({ answer }) => answer?.number))
}

async function serverStreaming () {
  const got = await several(client.download({ text: 'down', number: 1000, payload: randomBytes(1000) }, asked('down'), deadline(20_000)))
  same('server streaming: a thousand in order', Array.from({ length: 1000 }, (_none, n) => n), got.messages.map(({ number }) => number))
  same('server streaming: trailers', [0, ['down']], [got.status.code, got.status.metadata.get('x-last')])
  const held = client.download({ number: 200, payload: randomBytes(50_000) }, asked('held'), deadline(20_000))
  held.on('error', () => {})
  held.pause()
  await pause(500)
  same('others go on beside one that is not read', 0, (await one('unary', { number: 1 })).status.code)
  const read = several(held)
  held.resume()
  same('and it arrives whole', 200, (await read).messages.length)
}

async function clientStreaming () {
  const result = {}
  const call = client.upload(asked('up'), deadline(20_000), (error, answer) => Object.assign(result, { error, answer }))
  const ended = new Promise((resolve) => call.on('status', resolve))
  const payload = randomBytes(10_000)
  for (let number = 0; number < 500; number++) {
    if (!call.write({ number, payload })) await new Promise((resolve) => call.once('drain', resolve))
  }
  call.end()
  const status = await ended
  same('client streaming', [0, 500, '5000000'], [status.code, result.answer?.number, result.answer?.text])
}

async function bothWays () {
  const call = client.both(asked('both'), deadline(20_000))
  const got = several(call)
  const heard = []
  const waiting = []
  call.on('data', ({ number }) => { heard.push(number); waiting.shift()?.() })
  for (let number = 0; number < 20; number++) {
    const back = new Promise((resolve) => waiting.push(resolve))
    call.write({ number })
    await within(5000, `message ${number}`, back)
  }
  call.end()
  const { status, first } = await got
  same('both ways: each comes back before the next is sent', Array.from({ length: 20 }, (_none, n) => n), heard)
  same('both ways: metadata before and behind', [['both'], ['both'], 0], [first?.get('x-first'), status.metadata.get('x-last'), status.code])
}

async function errors () {
  for (const code of [grpc.status.NOT_FOUND, grpc.status.INVALID_ARGUMENT, grpc.status.UNAUTHENTICATED, grpc.status.UNAVAILABLE]) {
    const { status } = await one('fail', { number: code, text: `as you asked: größer ${code}` })
    same(`status ${code}`, [code, `as you asked: größer ${code}`, ['fail']], [status.code, status.details, status.metadata.get('x-last')])
  }
  const later = await several(client.failLater({ number: grpc.status.DATA_LOSS, text: 'later' }, asked('later'), deadline(20_000)))
  same('an error behind messages', [3, grpc.status.DATA_LOSS, 'later'], [later.messages.length, later.status.code, later.status.details])
  const unknown = await new Promise((resolve) => client.makeUnaryRequest('/nearside.checks.Echo/Nothing', (value) => value, (value) => value,
    Buffer.alloc(0), asked('x'), deadline(5000), resolve))
  same('a method that is not there', grpc.status.UNIMPLEMENTED, unknown?.code)
}

async function endings () {
  const before = (await one('cancelled', {})).answer.number
  const late = await one('wait', {}, deadline(500))
  same('a deadline', grpc.status.DEADLINE_EXCEEDED, late.status.code)
  const left = one('wait', {})
  await pause(300)
  left.call.cancel()
  same('cancelled', grpc.status.CANCELLED, (await left).status.code)
  let seen = 0
  for (let tries = 0; seen < 2 && tries < 50; tries++) {
    seen = (await one('cancelled', {})).answer.number - before
    await pause(100)
  }
  check('the server learns of both', seen === 2, seen)
  const going = client.download({ number: 1_000_000, payload: randomBytes(1000) }, asked('going'), deadline(20_000))
  const got = several(going)
  await new Promise((resolve) => going.once('data', resolve))
  going.cancel()
  same('cancelled in the middle of a stream', grpc.status.CANCELLED, (await got).status.code)
  same('and the connection lives', 0, (await one('unary', {})).status.code)
  const open = client.both(asked('slow'), deadline(30_000))
  const slow = several(open)
  open.write({ number: 1 })
  await pause(3000)
  open.write({ number: 2 })
  open.end()
  same('a pause of three seconds within a stream', [2, 0], [(await slow).messages.length, (await slow).status.code])
}

await run(unary, serverStreaming, clientStreaming, bothWays, errors, endings)
process.exit(0)
