// Runs before any test: the right Node, loopback only, no metadata service, fake credentials.
import assert from 'node:assert/strict'
import dns from 'node:dns'
import net from 'node:net'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
assert.ok(
  major > 24 || (major === 24 && minor >= 15),
  `Parapet's tests need Node 24.15 or newer, this is ${process.versions.node}: run them with npm test`,
)

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host)

const refused = (host: string): Error =>
  Object.assign(new Error(`a test tried to reach ${host}: only loopback is allowed`), { code: 'ERR_NOT_LOOPBACK' })

/** The host that a call to `socket.connect` names; undefined for pipes, Unix sockets and the default host. */
const hostOf = (args: readonly unknown[]): string | undefined => {
  // node:net hands its own normalised arguments on as one array.
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as readonly unknown[]
  if (typeof first === 'object' && first !== null) {
    const host: unknown = Reflect.get(first, 'host')
    return typeof host === 'string' ? host : undefined
  }
  return typeof first === 'number' && typeof second === 'string' ? second : undefined
}

// oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args)
  if (host !== undefined && !isLoopback(host)) {
    process.nextTick(() => this.destroy(refused(host)))
    return this
  }
  return Reflect.apply(connect, this, args) as net.Socket
}

const lookup = dns.lookup
Reflect.set(dns, 'lookup', (host: string, ...rest: unknown[]): unknown => {
  if (isLoopback(host)) return Reflect.apply(lookup, dns, [host, ...rest])
  const callback = rest.at(-1)
  if (typeof callback === 'function') process.nextTick(() => Reflect.apply(callback, undefined, [refused(host)]) as unknown)
  return {}
})

Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
})
for (const name of Object.keys(process.env))
  if (/^AWS_(PROFILE|SESSION_TOKEN|ENDPOINT_URL|ROLE_ARN|CA_BUNDLE)/.test(name)) delete process.env[name]
