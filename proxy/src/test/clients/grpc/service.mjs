// The service of echo.proto, for client and server.
import grpc from '@grpc/grpc-js'
import loader from '@grpc/proto-loader'
import { fileURLToPath } from 'node:url'

const definition = loader.loadSync(fileURLToPath(new URL('echo.proto', import.meta.url)), { keepCase: true, defaults: true })
export const { Echo } = grpc.loadPackageDefinition(definition).nearside.checks
export { grpc }
