// Athena work groups of the Spark engine: what is said of SQL queries does not apply to them.

/** https://docs.aws.amazon.com/athena/latest/ug/notebooks-spark-getting-started.html */
export const isSpark = ({ SelectedEngineVersion }: { readonly SelectedEngineVersion: string | undefined }): boolean =>
  SelectedEngineVersion?.includes('Spark') === true
