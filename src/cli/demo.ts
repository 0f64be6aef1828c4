// `parapet demo`: a recorded account in two states, a week apart, through the very same collectors, checks and store as a real one.
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { connectRecording, readRecording } from '../aws/replay.ts'
import { displayPath } from '../config.ts'
import { dataDirectory } from '../config/environment.ts'
import { exitCodes } from '../gate.ts'
import { shellWord } from '../report/text.ts'
import { scan } from '../scan.ts'
import type { Store } from '../store/store.ts'
import { invalid } from '../user-error.ts'
import { version } from '../version.ts'
import { tell, type Context, type Run } from './context.ts'
import { demoDatabase, withDatabase } from './database.ts'
import { progressDisplay } from './progress.ts'
import { writeReport } from './render.ts'
import { reportModel } from './report-model.ts'
import { plannedFor } from './scan-request.ts'
import { newScanId } from './session.ts'
import { defaultSettings } from '../check/check.ts'

const week = 7 * 86_400_000

/** Beside the sources, or beside the bundle. */
const recordingFile = (name: string): string => {
  const places = ['../../demo', '../demo'].map((place) => join(import.meta.dirname, place, name))
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error(`the recording ${name} is not part of this installation`)
  return found
}

/** When an account was recorded, from the credential report in it: ages of keys are measured from then, so that the demo stays the same. */
const recordedAt = (file: string): Date => {
  for (const { operation, body } of readRecording(file).exchanges) {
    const [, time] = operation === 'iam:GetCredentialReport' ? (/<GeneratedTime>([^<]+)</.exec(String(body)) ?? []) : []
    if (time !== undefined && !Number.isNaN(Date.parse(time))) return new Date(time)
  }
  throw new Error(`${file} holds no credential report, so it does not say when it was made`)
}

const replay = async (context: Context, store: Store, name: string, at: Date): Promise<string> => {
  const file = recordingFile(name)
  const { plan } = await plannedFor({}, [])
  const id = newScanId(at)
  const aws = await connectRecording(file, { scanId: id, version, allowed: plan.operations })
  const progress = progressDisplay(context)
  // The scan takes its place in time: it begins at `at`, and lasts as long as it really does.
  const begun = performance.now()
  const now = (): Date => new Date(at.getTime() + performance.now() - begun)
  try {
    const outcome = await scan(
      {
        id,
        plan,
        regions: await aws.regions(['all']),
        settings: { ...defaultSettings, now: recordedAt(file) },
        waiverOf: () => null,
        confirmDisappearance: false,
        resume: false,
        checkpoints: join(dataDirectory(context.io.env), 'demo-checkpoints'),
        version,
      },
      { aws, store, progress: progress.show, now, signal: new AbortController().signal },
    )
    return outcome.id
  } finally {
    progress.end()
    aws.close()
  }
}

/** The demo's own database is made anew; somebody else's file is left alone. */
const databaseFor = (context: Context, asked: string | undefined): string => {
  if (asked === undefined) {
    const own = demoDatabase(context.io.env)
    for (const ending of ['', '-wal', '-shm']) rmSync(`${own}${ending}`, { force: true })
    return own
  }
  const file = resolve(context.io.cwd, asked)
  if (existsSync(file))
    throw invalid(`${displayPath(file, context.io.cwd)} exists already`, { next: 'name a new file, or leave --database out' })
  return file
}

export const run: Run<{ readonly output: string; readonly database?: string }> = async (context, options) => {
  const database = databaseFor(context, options.database)
  const { catalogue } = await plannedFor({}, [])
  const now = context.io.now()
  return withDatabase(context, database, async (store) => {
    tell(context, 'A recorded, synthetic account; nothing is sent anywhere. First its state of a week ago:')
    await replay(context, store, 'week-1.ndjson', new Date(now.getTime() - week))
    tell(context, 'and now today:')
    const id = await replay(context, store, 'week-2.ndjson', now)
    const stored = await store.scan(id)
    if (!stored) throw new Error('a scan that was stored is not there')
    const { model } = await reportModel({ store, scan: stored, checks: catalogue.checks, waivers: [], now: context.io.now() })
    tell(context, '')
    await writeReport(context, model, { format: 'console', output: '-' }, null)
    tell(context, '')
    await writeReport(context, model, { format: 'html', output: options.output })
    const place = `--database ${shellWord(displayPath(database, context.io.cwd))}`
    tell(
      context,
      'Try next',
      `  parapet diff ${place}`,
      `  parapet findings list ${place}`,
      `  parapet trends ${place}`,
      '  parapet doctor                  whether your own account can be scanned; changes nothing',
    )
    return exitCodes.ok
  })
}
