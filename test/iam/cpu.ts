// How much processor time something takes: the best of a few runs, so that a busy machine and a cold compiler do not count.

export const cpuMilliseconds = (run: () => void, times = 5): number => {
  let best = Number.POSITIVE_INFINITY
  for (let time = 0; time < times; time += 1) {
    const before = process.cpuUsage()
    run()
    best = Math.min(best, process.cpuUsage(before).user / 1000)
  }
  return best
}
