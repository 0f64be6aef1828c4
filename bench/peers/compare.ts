// Parapet beside other scanners on the same emulated account: time, calls and processor time per result. `npm run bench:peers -- --install`.
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startMoto } from '../../scripts/emulators/moto.ts'
import { pins } from '../../scripts/emulators/pins.ts'
import { groundOn, home, pilot } from '../../test/accounts/ground.ts'
import { firstWeek, startOverlay } from '../../test/accounts/overlay.ts'
import { buildReference } from '../../test/accounts/reference.ts'
import { cloudAudit } from './cloud-audit.ts'
import { parapetCommand, parapetTally } from './parapet.ts'
import { install, installed, type Peer, type Tally } from './peer.ts'
import { runScan, type Command, type Cost, type Finished } from './process.ts'
import { countBefore, type Traffic } from './proxy.ts'
import { prowler } from './prowler.ts'
import { scoutSuite } from './scoutsuite.ts'

const peers: readonly Peer[] = [prowler, scoutSuite, cloudAudit]
const regions = [home, pilot]

const { values: options, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    install: { type: 'boolean', default: false },
    /** Behind the overlay that answers what moto cannot: written for what Parapet asks. */
    overlay: { type: 'boolean', default: false },
    /** What moto cannot do stays a 500, which everybody asks again, with pauses. */
    retries: { type: 'boolean', default: false },
    /** Milliseconds that every answer takes longer, as over a network: moto alone answers nearer than AWS does. */
    latency: { type: 'string', default: '0' },
    runs: { type: 'string', default: '2' },
  },
})
const chosen = named.length === 0 ? peers : peers.filter(({ distribution }) => named.includes(distribution))

interface Measured extends Cost, Traffic, Tally {
  readonly who: string
}

const per = ({ wall, cpu, calls, results }: Measured) => ({
  time: (1000 * wall) / results,
  calls: calls / results,
  processor: (1000 * cpu) / results,
})

const row = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(24) : cell.padStart(12))).join(''))

const tell = (measured: Measured): void => {
  const { who, wall, cpu, memory, calls, refused, failed, results, own, errors } = measured
  const { time, calls: asked, processor } = per(measured)
  row(
    who,
    `${wall.toFixed(1)} s`,
    `${cpu.toFixed(1)} s`,
    `${memory.toFixed(0)} MB`,
    String(calls),
    `${refused}/${failed}`,
    String(results),
    String(own),
    String(errors),
    `${time.toFixed(2)} ms`,
    asked.toFixed(2),
    `${processor.toFixed(2)} ms`,
  )
}

const fastest = (runs: readonly Measured[]): Measured => {
  const [first] = runs.toSorted((a, b) => a.wall - b.wall)
  if (!first) throw new Error('no run to compare')
  return first
}

for (const peer of chosen) {
  if (installed(peer) !== undefined) continue
  if (options.install) await install(peer)
  else {
    console.error(
      `\n!!! SKIPPED, NOTHING IS COMPARED: ${peer.name} ${peer.version} is not installed; npm run bench:peers -- --install ${peer.distribution}\n`,
    )
  }
}
const present = chosen.flatMap((peer) => {
  const program = installed(peer)
  return program === undefined ? [] : [{ peer, program }]
})

const moto = await startMoto()
const folder = await mkdtemp(join(tmpdir(), 'parapet-peers-'))
try {
  const now = new Date()
  const ground = groundOn(moto.endpoint, now, moto.setClock)
  await buildReference(ground)
  ground.close()
  await moto.setClock(undefined)
  await using overlay = options.overlay ? await startOverlay(moto.endpoint, () => firstWeek(now)) : undefined
  await using proxy = await countBefore(overlay?.url ?? moto.endpoint, { latency: Number(options.latency), retries: options.retries })
  console.log(
    `moto ${pins.moto}${overlay ? ' behind the overlay' : ''}, ${regions.join(' and ')}; ` +
      `${options.latency} ms on the way; ${options.retries ? 'with' : 'without'} retries; Node.js ${process.versions.node}`,
  )

  const measure = async (who: string, command: Command, tally: (finished: Finished) => Promise<Tally>): Promise<Measured> => {
    // Forgets what came late of the scan before.
    proxy.take()
    const finished = await runScan(command, proxy.url, join(folder, who), join(folder, 'run'))
    const traffic = proxy.take()
    try {
      return { who, ...finished, ...traffic, ...(await tally(finished)) }
    } catch (error) {
      throw new Error(`${who} ended with ${finished.code} and no report that could be read; see ${finished.folder}`, { cause: error })
    }
  }

  for (const { peer, program } of present) {
    const scans = [
      () => measure('Parapet', parapetCommand(proxy.url, regions, peer.services), parapetTally),
      () => measure(`${peer.name} ${peer.version}`, peer.command(program, regions), peer.tally),
    ]
    // Files, compiled modules and the emulator's own caches.
    for (const scan of scans) await scan()
    console.log(`\n${peer.services.length} services that both look at: ${peer.services.join(', ')}`)
    console.log(`load before: ${loadavg()[0]?.toFixed(1)}`)
    row('', 'time', 'processor', 'memory', 'calls', '4xx/5xx', 'results', 'own count', 'not got', 'time/result', 'calls/r.', 'processor/r.')
    const runs = { ours: Array<Measured>(), theirs: Array<Measured>() }
    for (let run = 0; run < Number(options.runs); run++) {
      for (const [list, scan] of [
        [runs.ours, scans[0]],
        [runs.theirs, scans[1]],
      ] as const) {
        if (!scan) throw new Error('two scans are compared')
        const measured = await scan()
        list.push(measured)
        tell(measured)
      }
    }
    console.log(`load after: ${loadavg()[0]?.toFixed(1)}`)
    const ours = fastest(runs.ours)
    const theirs = fastest(runs.theirs)
    const [a, b] = [per(ours), per(theirs)]
    console.log(
      `${theirs.who} takes ${(b.time / a.time).toFixed(1)} times as long, ${(b.calls / a.calls).toFixed(1)} times the calls and ` +
        `${(b.processor / a.processor).toFixed(1)} times the processor time for a result (faster run of each); ` +
        `by its own count, and with Parapet's "not applicable": ${(theirs.wall / theirs.own / (ours.wall / ours.own)).toFixed(1)} times as long`,
    )
    for (const { who, examples } of [ours, theirs]) for (const example of examples) console.log(`  ${who} did not get: ${example}`)
  }
} finally {
  await moto.stop()
  await rm(folder, { recursive: true, force: true })
}
