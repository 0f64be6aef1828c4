// Every way to escalate privileges that is publicly known, as data. `escalation.ts` evaluates them.
// Sources: the catalogues of pathfinding.cloud, Rhino Security Labs, Bishop Fox's iam-vulnerable and HackTricks Cloud, each row with its own.
import type { EscalationPath } from './escalation/path.ts'
import { computePaths } from './escalation/paths-compute.ts'
import { dataPaths } from './escalation/paths-data.ts'
import { deploymentPaths } from './escalation/paths-deployment.ts'
import { iamPaths } from './escalation/paths-iam.ts'
import { runningPaths } from './escalation/paths-running.ts'

export const escalationPaths: readonly EscalationPath[] = [...iamPaths, ...computePaths, ...dataPaths, ...deploymentPaths, ...runningPaths]

/** Throws where there is none of this id. */
export const pathById = (id: string): EscalationPath => {
  const path = escalationPaths.find((each) => each.id === id)
  if (!path) throw new Error(`there is no path ${id}`)
  return path
}
