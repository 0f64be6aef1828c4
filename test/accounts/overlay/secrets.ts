// Secrets Manager, as AWS answers it: with the dates that moto does not know.
import { arnOf, daysBefore } from '../ground.ts'
import { secrets, weekTwoSecret, type Secret } from '../secrets.ts'
import { corrected, listOf, type Json, type Override, type Overrides } from './override.ts'

const day = 86_400

/** Seconds, to the day where AWS tells no more. */
const dates = ({ created, read, rotation, owningService }: Secret, now: Date): Json => {
  const at = (days: number): number => Math.floor(daysBefore(now, days).getTime() / 1000)
  const midnight = (days: number): number => Math.floor(at(days) / day) * day
  return {
    CreatedDate: at(created),
    LastChangedDate: at(rotation?.last ?? created),
    ...(read !== undefined && { LastAccessedDate: midnight(read) }),
    ...(owningService !== undefined && { OwningService: owningService }),
    ...(rotation && {
      RotationEnabled: true,
      RotationLambdaARN: arnOf('lambda', `function:${rotation.by}`),
      RotationRules: { AutomaticallyAfterDays: rotation.every },
      ...(rotation.last !== undefined && {
        LastRotatedDate: at(rotation.last),
        NextRotationDate: at(rotation.last - rotation.every),
      }),
    }),
  }
}

const listSecrets: Override = async (seen, ask, truth) =>
  corrected((body) => ({
    ...body,
    SecretList: listOf(body, 'SecretList').map(({ LastAccessedDate: _never, NextRotationDate: _next, DeletedDate: _gone, ...secret }) => {
      const known = [...secrets, weekTwoSecret].find(({ name }) => name === secret['Name'])
      return known ? { ...secret, ...dates(known, truth.now) } : secret
    }),
  }))(seen, ask, truth)

export const secretsManager: Overrides = { 'secretsmanager:ListSecrets': listSecrets }
