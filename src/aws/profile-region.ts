// The region that a profile of the shared AWS configuration names.
import { loadSharedConfigFiles } from '@smithy/core/config'

/** Undefined where there is no such file, profile or region. */
export const profileRegion = async (profile = 'default'): Promise<string | undefined> => {
  const { configFile, credentialsFile } = await loadSharedConfigFiles().catch(() => ({ configFile: {}, credentialsFile: {} }))
  const sections: readonly Readonly<Record<string, { readonly region?: string } | undefined>>[] = [configFile, credentialsFile]
  return sections.map((section) => section[profile]?.region).find((region) => region !== undefined && region !== '')
}
