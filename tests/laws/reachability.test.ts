import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LabRun, PATIENCE_MS } from './lab-run'
import { anyLab, clusterOf } from './random-lab'

it('in an unfaulted lab every pod reaches every pod, itself included', { timeout: PATIENCE_MS }, () => {
  fc.assert(
    fc.property(anyLab(40), (sketch) => {
      const lab = new LabRun(clusterOf(sketch))
      const pods = lab.pods()
      const unanswered = pods.flatMap((from) => pods.filter((to) => lab.run(from.name, `ping -n -c 1 -W 1 ${to.address}`).exit !== 0).map((to) => `${from.name} -> ${to.name}`))
      expect(unanswered).toEqual([])
    }),
    { numRuns: 40 },
  )
})

it('in an unfaulted lab a pod gets the largest packets that its own card takes to every pod, and larger ones in fragments', { timeout: PATIENCE_MS }, () => {
  fc.assert(
    fc.property(anyLab(12), (sketch) => {
      const mtuBytes = Math.min(...sketch.subnets.map((_, i) => sketch.mtus[i] ?? 0))
      // One MTU everywhere: with several, a fabric that mixes them loses what is too large for the far subnet.
      const lab = new LabRun(clusterOf({ ...sketch, mtus: sketch.mtus.map(() => mtuBytes) }))
      const pods = lab.pods()
      const [from] = pods
      if (from === undefined) throw new Error('no pods')
      const own = lab.specs.find(({ name }) => name === from.name)?.links.find(({ name }) => name === 'eth0')?.mtuBytes ?? 0
      const sizes = [`-M do -s ${own - 28}`, `-M dont -s ${2 * own}`]
      const unanswered = pods.flatMap((to) => sizes.filter((size) => lab.run(from.name, `ping -n -c 1 -W 1 ${size} ${to.address}`).exit !== 0).map((size) => `${to.name} ${size}`))
      expect(unanswered).toEqual([])
    }),
    { numRuns: 30 },
  )
})
