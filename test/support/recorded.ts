// The demo's account, from its recording: a whole scan without a network, optionally hindered call by call.
import { join } from 'node:path'
import { checks } from '../../checks/index.ts'
import { collectors } from '../../collectors/index.ts'
import { AwsFailure, type Aws } from '../../src/aws/aws.ts'
import { operationOf, type ClientConfig } from '../../src/aws/operations.ts'
import { connectRecording } from '../../src/aws/replay.ts'
import { isOperationSchema } from '../../src/aws/schema.ts'
import type { ClientClass, Sender } from '../../src/aws/sender.ts'
import { defaultSettings, type Settings } from '../../src/check/check.ts'
import { evaluate } from '../../src/check/evaluate.ts'
import { collect } from '../../src/collect/run.ts'
import type { GapReason, Operation } from '../../src/graph/fact.ts'
import { planFor } from '../../src/plan.ts'
import type { Scanned } from './oracle.ts'

export const plan = planFor(checks, collectors)
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

/** Reads the recorded account and evaluates every check. */
export const scanRecorded = async (week: 1 | 2, hindrance: Hindrance = () => undefined): Promise<Scanned> => {
  const file = join(import.meta.dirname, `../../demo/week-${week}.ndjson`)
  const aws = await connectRecording(file, { scanId: 'test', version: 'test', allowed: plan.operations })
  try {
    const inventory = await collect(hindered(aws, hindrance), {
      id: 'test',
      kinds: plan.kinds,
      regions: await aws.regions(['all']),
      now: () => now,
    })
    return { inventory, evaluation: evaluate(plan.checks, inventory, settings) }
  } finally {
    aws.close()
  }
}
