// Errors that other parts throw on purpose, and what a person can do about each. What is not here is a fault of Parapet.
import { UserError } from '../user-error.ts'

type Translate = (error: Error) => UserError

const cannotReach: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'no such file or directory',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'it exists already',
}

/** By the name of the class, so that no part has to be loaded to recognise its errors. */
const byName: Readonly<Record<string, Translate>> = {
  ScanRunning: (error) => new UserError({ message: error.message, exitCode: 3, consequence: 'Nothing was read or changed.', cause: error }),
  NothingToResume: (error) => new UserError({ message: error.message, exitCode: 2, cause: error }),
  UnreadableSnapshot: (error) =>
    new UserError({
      message: error.message,
      exitCode: 2,
      consequence: 'Nothing was evaluated.',
      next: 'parapet collect -o FILE makes a new snapshot',
      cause: error,
    }),
  NewerDatabase: (error) =>
    new UserError({ message: error.message, exitCode: 2, consequence: 'The database was not changed.', cause: error }),
  UnreadableDatabase: (error) => new UserError({ message: error.message, exitCode: 3, cause: error }),
  DatabaseUnavailable: (error) => new UserError({ message: error.message, exitCode: 3, cause: error }),
  UnusableScan: (error) => new UserError({ message: error.message, exitCode: 2, cause: error }),
  LeaseLost: (error) => new UserError({ message: error.message, exitCode: 3, cause: error }),
  UnknownRegion: (error) => new UserError({ message: error.message, exitCode: 2, cause: error }),
  InvalidEndpoint: (error) => new UserError({ message: error.message, exitCode: 2, cause: error }),
  AwsFailure: (error) =>
    new UserError({
      message: error.message,
      exitCode: 3,
      consequence: 'Nothing of this scan was kept.',
      next: 'parapet doctor',
      cause: error,
    }),
  NoAccess: (error) => new UserError({ message: error.message, exitCode: 3, next: 'parapet doctor', cause: error }),
}

const stringField = (error: Error, field: 'code' | 'path'): string | undefined => {
  const value: unknown = field in error ? Reflect.get(error, field) : undefined
  return typeof value === 'string' ? value : undefined
}

export const knownError = (error: Error): UserError | undefined => {
  const translate = byName[error.name]
  if (translate) return translate(error)
  const what = cannotReach[stringField(error, 'code') ?? '']
  const path = stringField(error, 'path')
  return what === undefined ? undefined : new UserError({ message: `${path ?? 'a file'}: ${what}`, exitCode: 2, cause: error })
}
