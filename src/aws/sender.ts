// The least that the rest of Parapet needs to know about an SDK client.

/** Any SDK client. Only src/aws/clients.ts builds one, guarded. */
export interface Sender {
  send(command: never, options?: never): Promise<unknown>
}

/** An SDK client class, e.g. `SQSClient`. */
export type ClientClass<C extends Sender = Sender> = new (config: never) => C
