// Versions of Glue that no longer get security patches.

/** Ends of support, at midnight in the Pacific time zone: https://docs.aws.amazon.com/glue/latest/dg/glue-version-support-policy.html */
export const endsOfSupport: Readonly<Record<string, string>> = {
  '0.9': '2022-06-01T08:00:00Z',
  '1.0': '2022-09-30T08:00:00Z',
  '2.0': '2024-01-31T08:00:00Z',
}
/** Python 2 ended earlier. */
const endOfPython2 = '2022-06-01T08:00:00Z'
/** Those that the same page names without an end. */
export const supported: readonly string[] = ['3.0', '4.0', '5.0', '5.1', '6.0']

/** When support ended or will end; null where no end is announced, undefined for a version that is not known. */
export const endOfSupport = (version: string, python: string | undefined): string | null | undefined => {
  // Glue itself moves such jobs on: https://docs.aws.amazon.com/glue/latest/dg/auto-version-upgrades.html
  if (version === 'auto' || supported.includes(version)) return null
  return version === '1.0' && python?.startsWith('2') ? endOfPython2 : endsOfSupport[version]
}
