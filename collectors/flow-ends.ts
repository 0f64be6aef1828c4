// Resources at the ends of what Lambda and EventBridge Pipes move: what an ARN names, without qualifiers.

const services: ReadonlySet<string> = new Set(['events', 'firehose', 'kinesis', 'lambda', 'logs', 's3', 'sns', 'sqs'])

/** The resource that a target names, where it is of a kind that takes messages, events or calls; `undefined` for others. */
export const receiver = (arn: string | undefined): string | undefined => {
  const service = arn?.split(':')[2]
  if (arn === undefined || service === undefined || !services.has(service)) return undefined
  // …:function:orders:live names an alias of the function, …:log-group:orders:* the group.
  return service === 'lambda' ? arn.split(':').slice(0, 7).join(':') : service === 'logs' ? arn.replace(/:\*$/, '') : arn
}

/** What is polled: a queue, a Kinesis stream (not one of its consumers), or the table behind a DynamoDB stream; `undefined` for brokers and clusters. */
export const queueOrStream = (arn: string | undefined): string | undefined => {
  switch (arn?.split(':')[2]) {
    case 'sqs':
      return arn
    case 'kinesis':
      return arn?.replace(/\/consumer\/.*$/, '')
    case 'dynamodb':
      return arn?.replace(/\/stream\/.*$/, '')
    default:
      return undefined
  }
}
