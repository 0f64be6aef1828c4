// An error that a person can mend: what happened, what it means, what to do next. Anything else that is thrown is a fault of Parapet.

/** 2 usage or invalid file; 3 no access to AWS or the database; 4 facts are missing. */
export type UserExitCode = 1 | 2 | 3 | 4

export class UserError extends Error {
  /** Single problems, one line each, where there are several. */
  readonly details: readonly string[]
  /** What this means for the work that was asked for. */
  readonly consequence: string | undefined
  /** What to do or type next. */
  readonly next: string | undefined
  readonly exitCode: UserExitCode
  constructor(error: {
    readonly message: string
    readonly exitCode: UserExitCode
    readonly details?: readonly string[]
    readonly consequence?: string
    readonly next?: string
    readonly cause?: unknown
  }) {
    super(error.message, { cause: error.cause })
    this.name = 'UserError'
    this.details = error.details ?? []
    this.consequence = error.consequence
    this.next = error.next
    this.exitCode = error.exitCode
  }
}

/** Wrong usage or an invalid file. */
export const invalid = (message: string, more: { readonly details?: readonly string[]; readonly next?: string } = {}): UserError =>
  new UserError({ message, exitCode: 2, ...more })
