// Reads an account without evaluating or keeping anything: for a snapshot, or for one question.
import type { Session } from '../aws/clients.ts'
import type { LoadedConfig } from '../config.ts'
import type { Inventory } from '../graph/inventory.ts'
import type { Plan } from '../plan.ts'
import { scan, type ScanOutcome } from '../scan.ts'
import { version } from '../version.ts'
import { tell, type Context } from './context.ts'
import { listenForInterrupt } from './interrupt.ts'
import { progressDisplay } from './progress.ts'
import { settingsAt } from './scan-request.ts'
import { newScanId, openSession } from './session.ts'

export interface ReadRequest {
  readonly plan: Plan
  readonly sessionName: string | undefined
  /** Says whom and what is about to be read. */
  readonly announce: (aws: Session, regions: readonly string[]) => void
}

/** What was read; undefined where a person stopped it. */
export const readAccount = async (
  context: Context,
  loaded: LoadedConfig,
  { plan, sessionName, announce }: ReadRequest,
): Promise<(Pick<ScanOutcome, 'state' | 'note'> & { readonly inventory: Inventory }) | undefined> => {
  const { now } = context.io
  const progress = progressDisplay(context)
  const interrupt = listenForInterrupt(() => {
    progress.end()
    tell(context, 'Stopping: no new calls are made. Ctrl-C again ends at once.')
  })
  const id = newScanId(now())
  try {
    const aws = await openSession(context, loaded, { scanId: id, allowed: plan.operations, sessionName, signal: interrupt.signal })
    try {
      const regions = await aws.regions(loaded.config.regions)
      announce(aws, regions)
      const { inventory, state, note } = await scan(
        {
          id,
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
      return state === 'cancelled' ? undefined : { inventory, state, note }
    } finally {
      progress.end()
      aws.close()
    }
  } finally {
    interrupt.release()
  }
}

/** Where the credentials come from, for people. */
export const credentialsFrom = ({ config }: LoadedConfig): string =>
  config.profile === undefined ? 'the default credentials' : `profile ${config.profile}`
