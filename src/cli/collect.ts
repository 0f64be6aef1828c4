// `parapet collect`: reads the account into a snapshot file, for evaluation elsewhere or later.
import { resolve } from 'node:path'
import { displayPath } from '../config.ts'
import { exitCodes } from '../gate.ts'
import { writeSnapshot } from '../graph/snapshot.ts'
import { count } from '../report/words.ts'
import { scan } from '../scan.ts'
import { version } from '../version.ts'
import type { SelectionOptions } from './catalogue.ts'
import { tell, type Run } from './context.ts'
import { mayWrite } from './files.ts'
import { listenForInterrupt } from './interrupt.ts'
import { progressDisplay } from './progress.ts'
import { announce } from './scan.ts'
import { plannedFor, settingsAt } from './scan-request.ts'
import { projectWaivers } from './waivers-in-force.ts'
import { accessFlags, newScanId, openSession, type AccessOptions } from './session.ts'

interface Options extends AccessOptions, SelectionOptions {
  readonly output: string
  readonly allowIncomplete?: boolean
}

export const run: Run<Options> = async (context, options) => {
  const loaded = await context.config(accessFlags(options))
  // Waivers by tags will want the tags when the snapshot is checked.
  const { plan } = await plannedFor(options, await projectWaivers(context, loaded))
  const { now } = context.io
  const file = resolve(context.io.cwd, options.output)
  await mayWrite(file)
  const progress = progressDisplay(context)
  const interrupt = listenForInterrupt(() => {
    progress.end()
    tell(context, 'Stopping: no new calls are made. Ctrl-C again ends at once.')
  })
  const id = newScanId(now())
  try {
    const aws = await openSession(context, loaded, {
      scanId: id,
      allowed: plan.operations,
      sessionName: options.sessionName,
      signal: interrupt.signal,
    })
    try {
      const regions = await aws.regions(loaded.config.regions)
      announce(
        context,
        aws,
        plan,
        regions,
        loaded.config.profile === undefined ? 'the default credentials' : `profile ${loaded.config.profile}`,
      )
      const { inventory, state, note } = await scan(
        {
          id,
          // Nothing is evaluated: that is for parapet check.
          plan: { ...plan, checks: [] },
          regions,
          settings: settingsAt(loaded, now()),
          waiverOf: () => null,
          confirmDisappearance: false,
          resume: false,
          checkpoints: loaded.checkpoints,
          version,
        },
        { aws, store: undefined, progress: progress.show, now, signal: interrupt.signal },
      )
      progress.end()
      if (state === 'cancelled') {
        tell(context, 'Stopped. No snapshot was written.')
        return exitCodes.interrupted
      }
      await writeSnapshot(inventory, file)
      tell(
        context,
        `Wrote ${displayPath(file, context.io.cwd)}: ${count(inventory.nodes.size, 'resource')}.${note === null ? '' : ` Some of it is missing: ${note}.`}`,
        `Next  parapet check ${displayPath(file, context.io.cwd)}`,
      )
      if (state === 'failed') return exitCodes.noAccess
      return state === 'partial' && !options.allowIncomplete ? exitCodes.incomplete : exitCodes.ok
    } finally {
      progress.end()
      aws.close()
    }
  } finally {
    interrupt.release()
  }
}
