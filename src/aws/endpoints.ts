// Where each service is asked: AWS, or an endpoint of the user's choice for all services or for one.

/** Environment variables, handed in; src/aws reads no environment itself. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A custom endpoint that is no http or https URL. */
export class InvalidEndpoint extends Error {
  constructor(origin: string) {
    super(`${origin} is not an http or https URL`)
    this.name = 'InvalidEndpoint'
  }
}

const parsed = (text: string, origin: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '')
    throw new InvalidEndpoint(origin)
  return url
}

/** The endpoint of a service by its service id (`DynamoDB Streams`): the explicit one, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, in this order. */
export const endpointFor = (explicit: string | undefined, environment: Environment): ((serviceId: string) => URL | undefined) => {
  if (explicit !== undefined) {
    const url = parsed(explicit, 'the endpoint')
    return () => url
  }
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return () => undefined
  return (serviceId) => {
    const own = `AWS_ENDPOINT_URL_${serviceId.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`
    for (const name of [own, 'AWS_ENDPOINT_URL']) {
      const text = environment[name]
      if (text) return parsed(text, name)
    }
    return undefined
  }
}
