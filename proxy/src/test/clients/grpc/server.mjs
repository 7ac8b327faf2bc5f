// A gRPC server, plain or over TLS.
//
//   server.mjs [TLSDIR]     prints "grpc HOST:PORT"
import { readFileSync } from 'node:fs'
import { Echo, grpc } from './service.mjs'

const tls = process.argv[2]
let cancelled = 0

/** Metadata goes back as it came: in the first fields, and behind the messages. */
function greet (call) {
  const got = call.metadata.get('x-asked')
  const first = new grpc.Metadata()
  first.set('x-first', String(got[0] ?? 'none'))
  first.set('x-path', call.getPath())
  call.sendMetadata(first)
}

function trailer (call) {
  const last = new grpc.Metadata()
  last.set('x-last', String(call.metadata.get('x-asked')[0] ?? 'none'))
  last.set('x-binary-bin', Buffer.from([0, 1, 254, 255]))
  return last
}

const failure = (call, { number, text }) =>
  Object.assign(new Error(text), { code: number, details: text, metadata: trailer(call) })

const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 })
server.addService(Echo.service, {
  unary (call, callback) {
    greet(call)
    callback(null, call.request, trailer(call))
  },
  async download (call) {
    greet(call)
    for (let number = 0; number < call.request.number; number++) {
      if (!call.write({ text: call.request.text, number, payload: call.request.payload })) {
        await new Promise((resolve) => call.once('drain', resolve))
      }
    }
    call.end(trailer(call))
  },
  upload (call, callback) {
    let number = 0
    let bytes = 0
    call.on('data', (message) => { number++; bytes += message.payload.length })
    call.on('end', () => callback(null, { text: String(bytes), number }, trailer(call)))
  },
  both (call) {
    greet(call)
    call.on('data', (message) => call.write(message))
    call.on('end', () => call.end(trailer(call)))
  },
  fail: (call, callback) => callback(failure(call, call.request)),
  failLater (call) {
    for (let number = 0; number < 3; number++) call.write({ text: 'before', number })
    setTimeout(() => call.emit('error', failure(call, call.request)), 100)
  },
  wait: (call) => call.on('cancelled', () => cancelled++),
  cancelled: (_call, callback) => callback(null, { number: cancelled })
})

const credentials = tls
  ? grpc.ServerCredentials.createSsl(null, [{ private_key: readFileSync(`${tls}/upstream.key`), cert_chain: readFileSync(`${tls}/upstream.crt`) }])
  : grpc.ServerCredentials.createInsecure()
server.bindAsync('127.0.0.1:0', credentials, (failed, port) => {
  if (failed) throw failed
  console.log(`grpc 127.0.0.1:${port}`)
})
