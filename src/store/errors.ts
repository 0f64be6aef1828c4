// What can go wrong with the store, each with what it means and what to do next.

/** The database was written by a newer Parapet. Nothing was changed. */
export class NewerDatabase extends Error {
  readonly location: string
  readonly migrations: readonly string[]
  constructor(location: string, migrations: readonly string[]) {
    super(
      `the database ${location} was written by a newer version of Parapet: this version does not know its migration ${migrations.join(', ')}. Update Parapet, or name another database.`,
    )
    this.name = 'NewerDatabase'
    this.location = location
    this.migrations = migrations
  }
}

/** The file is damaged, or it is no database of Parapet's. Nothing was changed. */
export class UnreadableDatabase extends Error {
  readonly location: string
  constructor(location: string, what: string) {
    super(
      `the database ${location} cannot be read: ${what}. Nothing was changed. Restore it from a backup, or move it away and name another file; a new scan starts a new one.`,
    )
    this.name = 'UnreadableDatabase'
    this.location = location
  }
}

/** The place cannot be used: no permission, no space, no connection. */
export class DatabaseUnavailable extends Error {
  readonly location: string
  constructor(location: string, what: string, remedy: string) {
    super(`the database ${location} cannot be used: ${what}. ${remedy}`)
    this.name = 'DatabaseUnavailable'
    this.location = location
  }
}

/** Another process took the account over since; what this one learned is refused. */
export class LeaseLost extends Error {
  constructor(scan: string, account: string) {
    super(
      `scan ${scan} no longer holds account ${account}: it was taken for dead (no sign of life for a minute) or ended elsewhere. Nothing of it was stored; start a new scan.`,
    )
    this.name = 'LeaseLost'
  }
}

/** There is no such scan, or it cannot be used for what was asked. */
export class UnusableScan extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnusableScan'
  }
}
