// The one wildcard of names that people write in options, configuration and waivers. Policies have their own, in src/iam.

/** Whether a text fits a pattern in which `*` stands for any characters. Linear in both: patterns come from files, texts from accounts. */
export const fits = (pattern: string, text: string): boolean => {
  const parts = pattern.split('*')
  const [first = ''] = parts
  if (parts.length === 1) return pattern === text
  const last = parts.at(-1) ?? ''
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  let from = first.length
  const end = text.length - last.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from)
    if (found < 0 || found + part.length > end) return false
    from = found + part.length
  }
  return true
}
