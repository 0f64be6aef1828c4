// How far a scan is: one line that is redrawn on a terminal, plain lines elsewhere.
import { animationWanted } from '../config/environment.ts'
import { printable } from '../report/text.ts'
import { duration } from '../report/time.ts'
import { count } from '../report/words.ts'
import { pad, truncate } from '../report/width.ts'
import type { Progress } from '../scan.ts'
import { tell, type Context } from './context.ts'

export interface ProgressDisplay {
  readonly show: (event: Progress) => void
  /** Takes the line away, so that other text can be written. */
  readonly end: () => void
}

const barWidth = 32
const redrawMilliseconds = 100
/** Elsewhere than on a terminal, a line at least this often. */
const lineMilliseconds = 10_000

const bar = (done: number, jobs: number): string => {
  const filled = jobs === 0 ? barWidth : Math.round((barWidth * done) / jobs)
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled)
}

/** A service is what people know; `AWS::SQS::Queue` is `SQS Queue`. */
const kindName = (kind: string): string => printable(kind.split('::').slice(1).join(' ') || kind, 40)

const drawn = (context: Context): ProgressDisplay => {
  const { err, now } = context.io
  const started = now().getTime()
  let last = 0
  let failures = 0
  let open = false
  const line = (text: string): void => {
    err.write(`\r\x1b[2K${truncate(text, Math.max(20, err.columns - 1))}`)
    open = true
  }
  const end = (): void => {
    if (open) err.write('\r\x1b[2K')
    open = false
  }
  return {
    end,
    show: (event) => {
      if (event.step === 'start') line(`  collect ${bar(0, event.jobs)}  0/${event.jobs}`)
      if (event.step === 'evaluate') line(`  evaluate ${count(event.resources, 'resource')}`)
      if (event.step === 'store') line('  store')
      if (event.step === 'found') failures = event.failures
      if (event.step !== 'job') return
      const at = now().getTime()
      if (at - last < redrawMilliseconds && event.done < event.jobs) return
      last = at
      const counter = pad(`${event.done}/${event.jobs}`, String(event.jobs).length * 2 + 1)
      line(
        `  collect ${bar(event.done, event.jobs)}  ${counter}  ${duration(at - started)}${failures > 0 ? `  ${count(failures, 'finding')} so far` : ''}  ${kindName(event.kind)} ${printable(event.region, 20)}`,
      )
    },
  }
}

const lined = (context: Context): ProgressDisplay => {
  const { now } = context.io
  let last = now().getTime()
  let gaps = 0
  let failures = 0
  return {
    end: () => undefined,
    show: (event) => {
      if (event.step === 'start')
        tell(
          context,
          `collect: ${count(event.jobs, 'job')} in ${count(event.regions.length, 'region')}${event.resumed > 0 ? `, ${event.resumed} of them known from before` : ''}`,
        )
      if (event.step === 'evaluate') tell(context, `evaluate: ${count(event.resources, 'resource')}`)
      if (event.step === 'store') tell(context, 'store')
      if (event.step === 'found') failures = event.failures
      if (event.step !== 'job') return
      gaps += event.gaps
      const at = now().getTime()
      if (event.done < event.jobs && at - last < lineMilliseconds) return
      last = at
      tell(
        context,
        `collect: ${event.done} of ${event.jobs} jobs${gaps > 0 ? `, ${count(gaps, 'read')} without an answer` : ''}${failures > 0 ? `, ${count(failures, 'finding')} so far` : ''}`,
      )
    },
  }
}

export const progressDisplay = (context: Context): ProgressDisplay =>
  animationWanted(context.io.env, context.io.err.isTerminal) && !context.plain ? drawn(context) : lined(context)
