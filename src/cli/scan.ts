// `parapet scan`: reads the account, evaluates the checks, remembers what it found, and says what it could not read.
import { resolve } from 'node:path'
import type { Session } from '../aws/clients.ts'
import { exitCodes, type ExitCode, type GateRequest } from '../gate.ts'
import { serviceOf, type Plan } from '../plan.ts'
import { summaryOf } from '../report/summary.ts'
import { printable } from '../report/text.ts'
import { count } from '../report/words.ts'
import type { Severity } from '../risk/severity.ts'
import { scan, type ScanOutcome } from '../scan.ts'
import type { Store } from '../store/store.ts'
import { invalid } from '../user-error.ts'
import { version } from '../version.ts'
import type { SelectionOptions } from './catalogue.ts'
import { tell, type Context, type Run } from './context.ts'
import { withDatabase } from './database.ts'
import { dryRun } from './dry-run.ts'
import { withEphemeral } from './ephemeral.ts'
import { mayWrite } from './files.ts'
import { listenForInterrupt } from './interrupt.ts'
import { progressDisplay } from './progress.ts'
import { writeReport, type OutputOptions } from './render.ts'
import { reportModel, type ModelInput } from './report-model.ts'
import { plannedFor, settingsAt } from './scan-request.ts'
import { accessFlags, newScanId, openSession, type AccessOptions } from './session.ts'
import { projectWaivers } from './waivers-in-force.ts'
import { waiverLookup } from './waiver-tags.ts'

export interface GateOptions {
  readonly failOn?: Severity
  readonly failOnNew?: Severity
  readonly minCoverage?: number
  readonly allowIncomplete?: boolean
}

interface Options extends AccessOptions, SelectionOptions, GateOptions, OutputOptions {
  readonly resume?: boolean
  readonly dryRun?: boolean
  readonly confirmDisappearance?: boolean
  readonly save: boolean
}

export const gateRequest = (options: GateOptions): GateRequest => ({
  ...(options.failOn === undefined ? {} : { failOn: options.failOn }),
  ...(options.failOnNew === undefined ? {} : { failOnNew: options.failOnNew }),
  ...(options.minCoverage === undefined ? {} : { minCoverage: options.minCoverage }),
  allowIncomplete: options.allowIncomplete ?? false,
})

/** Who reads what, before anything is read. */
export const announce = (context: Context, aws: Session, plan: Plan, regions: readonly string[], from: string): void => {
  const services = new Set(plan.checks.map(serviceOf)).size
  const label = (text: string): string => context.errPaint('bold', text.padEnd(9))
  tell(context, `${label('Account')}${aws.account}  as  ${printable(aws.caller, 200)}  from  ${printable(from, 60)}`)
  if (aws.endpoint !== undefined) tell(context, `${label('Endpoint')}${printable(aws.endpoint)}: this is not AWS itself`)
  tell(
    context,
    `${label('Scope')}${count(regions.length, 'region')} (${regions.slice(0, 6).join(', ')}${regions.length > 6 ? ', …' : ''}), ${count(services, 'service')}, ${count(plan.checks.length, 'check')}`,
    `${label('Calls')}${count(plan.operations.length, 'operation')}, all read-only: parapet scan --dry-run lists them`,
    '',
  )
}

/** Writes the report, and the story in a sentence where the report goes elsewhere. */
export const conclude = async (context: Context, input: ModelInput, output: OutputOptions, database?: string | null): Promise<ExitCode> => {
  const { model, judgement } = await reportModel(input)
  await writeReport(context, model, output, database)
  const elsewhere = output.format !== 'console' || output.output !== '-'
  if (elsewhere) tell(context, summaryOf(model).headline)
  // The console report has the gate in it.
  if (elsewhere || !judgement.gate)
    for (const reason of judgement.reasons) tell(context, `${context.errPaint('bad', `exit ${judgement.exitCode}:`)} ${printable(reason)}`)
  return judgement.exitCode
}

const stopped = (context: Context, outcome: ScanOutcome | undefined, kept: boolean): ExitCode => {
  const read = outcome ? `${count(outcome.inventory.nodes.size, 'resource')} had been read. ` : ''
  tell(
    context,
    `Stopped. ${read}${kept ? 'What was learned is kept: parapet scan --resume, with the same options, continues.' : 'Nothing was kept.'}`,
  )
  return exitCodes.interrupted
}

export const run: Run<Options> = async (context, options) => {
  if (options.resume && !options.save) throw invalid('--resume continues a scan that is kept; it does not go with --no-save')
  const loaded = await context.config(accessFlags(options))
  const waivers = await projectWaivers(context, loaded)
  const { plan, catalogue } = await plannedFor(options, waivers)
  if (options.dryRun) {
    dryRun(context, plan, loaded, options.format === 'json')
    return exitCodes.ok
  }
  if (options.output !== '-') await mayWrite(resolve(context.io.cwd, options.output))
  const { now } = context.io
  const progress = progressDisplay(context)
  const interrupt = listenForInterrupt(() => {
    progress.end()
    tell(context, 'Stopping: no new calls are made. Ctrl-C again ends at once.')
  })
  const waiverOf = waiverLookup(waivers, now())

  const work = async (store: Store | undefined): Promise<ExitCode> => {
    const id = newScanId(now())
    const aws = await openSession(context, loaded, {
      scanId: id,
      allowed: plan.operations,
      sessionName: options.sessionName,
      signal: interrupt.signal,
    })
    let outcome: ScanOutcome | undefined
    try {
      const regions = await aws.regions(loaded.config.regions)
      announce(
        context,
        aws,
        plan,
        regions,
        loaded.config.profile === undefined ? 'the default credentials' : `profile ${loaded.config.profile}`,
      )
      outcome = await scan(
        {
          id,
          plan,
          regions,
          settings: settingsAt(loaded, now()),
          waiverOf,
          confirmDisappearance: options.confirmDisappearance ?? false,
          resume: options.resume ?? false,
          checkpoints: loaded.checkpoints,
          version,
        },
        { aws, store, progress: progress.show, now, signal: interrupt.signal },
      )
    } catch (error) {
      // A call that was cut off by Ctrl-C is no failure.
      if (!interrupt.signal.aborted) throw error
    } finally {
      progress.end()
      aws.close()
    }
    if (!outcome || outcome.state === 'cancelled') return stopped(context, outcome, store !== undefined)
    const { inventory, evaluation, state, note, changes } = outcome
    const input = { checks: catalogue.checks, waivers, now: now(), gate: gateRequest(options) }
    if (!store)
      return withEphemeral(
        context,
        { inventory, evaluation, state, note, checks: plan.checks, waiverOf: (finding) => waiverOf(finding, inventory) },
        (ephemeral, stored, made) => conclude(context, { ...input, store: ephemeral, scan: stored, changes: made }, options, null),
      )
    const stored = await store.scan(outcome.id)
    if (!stored) throw new Error('a scan that was stored is not there')
    const code = await conclude(context, { ...input, store, scan: stored, ...(changes ? { changes } : {}) }, options, options.database)
    tell(context, '', `Saved scan ${stored.id} in ${store.location}`)
    return code
  }

  try {
    return await (options.save ? withDatabase(context, loaded.config.database, work) : work(undefined))
  } catch (error) {
    if (interrupt.signal.aborted) return stopped(context, undefined, false)
    throw error
  } finally {
    progress.end()
    interrupt.release()
  }
}
