// `parapet collect`: reads the account into a snapshot file, for evaluation elsewhere or later.
import { resolve } from 'node:path'
import { displayPath } from '../config.ts'
import { exitCodes } from '../gate.ts'
import { writeSnapshot } from '../graph/snapshot.ts'
import { count } from '../report/words.ts'
import type { SelectionOptions } from './catalogue.ts'
import { tell, type Run } from './context.ts'
import { mayWrite } from './files.ts'
import { credentialsFrom, readAccount } from './read-account.ts'
import { announce } from './scan.ts'
import { plannedFor } from './scan-request.ts'
import { accessFlags, type AccessOptions } from './session.ts'
import { projectWaivers } from './waivers-in-force.ts'

interface Options extends AccessOptions, SelectionOptions {
  readonly output: string
  readonly allowIncomplete?: boolean
}

export const run: Run<Options> = async (context, options) => {
  const loaded = await context.config(accessFlags(options))
  // Waivers by tags will want the tags when the snapshot is checked.
  const { plan } = await plannedFor(options, await projectWaivers(context, loaded))
  const file = resolve(context.io.cwd, options.output)
  await mayWrite(file)
  const read = await readAccount(context, loaded, {
    plan,
    sessionName: options.sessionName,
    announce: (aws, regions) => announce(context, aws, plan, regions, credentialsFrom(loaded)),
  })
  if (!read) {
    tell(context, 'Stopped. No snapshot was written.')
    return exitCodes.interrupted
  }
  const { inventory, state, note } = read
  await writeSnapshot(inventory, file)
  tell(
    context,
    `Wrote ${displayPath(file, context.io.cwd)}: ${count(inventory.nodes.size, 'resource')}.${note === null ? '' : ` Some of it is missing: ${note}.`}`,
    `Next  parapet check ${displayPath(file, context.io.cwd)}`,
  )
  if (state === 'failed') return exitCodes.noAccess
  return state === 'partial' && !options.allowIncomplete ? exitCodes.incomplete : exitCodes.ok
}
