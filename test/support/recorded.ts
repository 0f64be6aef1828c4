// The demo's account, from its recording: a whole scan without a network, optionally hindered call by call.
import { join } from 'node:path'
import { AwsFailure, type Aws } from '../../src/aws/aws.ts'
import { operationOf, type ClientConfig } from '../../src/aws/operations.ts'
import { connectRecording } from '../../src/aws/replay.ts'
import { isOperationSchema } from '../../src/aws/schema.ts'
import type { ClientClass, Sender } from '../../src/aws/sender.ts'
import { defaultSettings, type Settings } from '../../src/check/check.ts'
import type { GapReason, Operation } from '../../src/graph/fact.ts'
import { plan, rescan, wholeScan, type WholeScan } from './rescan.ts'

export const now = new Date('2026-11-20T08:00:00Z')
export const settings: Settings = { ...defaultSettings, now }

/** Which calls fail, and why; `undefined` lets a call through. */
export type Hindrance = (operation: Operation, input: unknown) => GapReason | undefined

const hindered = (aws: Aws, hindrance: Hindrance): Aws => ({
  ...aws,
  client<C extends Sender>(client: ClientClass<C>, region: string): C {
    const real = aws.client(client, region)
    // Everything but `send` is the real client's: collectors and pages() ask it for its configuration.
    return new Proxy(real, {
      get(target, name, receiver) {
        if (name !== 'send') return Reflect.get(target, name, receiver) as unknown
        return (command: { readonly input: unknown; readonly schema?: unknown }) => {
          if (!isOperationSchema(command.schema)) throw new Error('a command without a schema')
          const operation = operationOf(Reflect.get(target, 'config') as ClientConfig, command.schema[2])
          const reason = hindrance(operation, command.input)
          if (reason === undefined) return target.send(command as never)
          const gap = { reason, operation, action: operation, code: 'Hindered', message: 'hindered by the test' }
          return Promise.reject(new AwsFailure({ operation, gap, code: 'Hindered', status: reason === 'denied' ? 403 : 500 }))
        }
      },
    })
  },
})

const session = (week: 1 | 2): Promise<Aws> => {
  const file = join(import.meta.dirname, `../../demo/week-${week}.ndjson`)
  return connectRecording(file, { scanId: 'test', version: 'test', allowed: plan.operations })
}

const requestOf = async (aws: Aws, hindrance: Hindrance) => ({
  aws: hindered(aws, hindrance),
  id: 'test',
  regions: await aws.regions(['all']),
  settings,
})

/** Reads the recorded account and evaluates every check. */
export const scanRecorded = async (week: 1 | 2, hindrance: Hindrance = () => undefined): Promise<WholeScan> => {
  const aws = await session(week)
  try {
    return await wholeScan(await requestOf(aws, hindrance))
  } finally {
    aws.close()
  }
}

/** The same with one operation hindered: only what that can change is read and evaluated again. */
export const rescanRecorded = async (week: 1 | 2, whole: WholeScan, operation: Operation, reason: GapReason) => {
  const aws = await session(week)
  try {
    return await rescan(whole, [operation], await requestOf(aws, (asked) => (asked === operation ? reason : undefined)))
  } finally {
    aws.close()
  }
}
