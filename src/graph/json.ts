// Facts as JSON and back: dates survive, and no name from an account can pass for one.

type Holder = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
const renamed = (value: Holder, rename: (key: string) => string): Holder =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), inner]))

/** JSON text of a value made of plain objects, arrays, strings, numbers, booleans, null and dates. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, function (this: Holder, key: string, inner: unknown) {
    // `inner` is a string already where the member is a date, since toJSON ran first.
    const raw = this[key]
    if (raw instanceof Date) return { $date: Number.isNaN(raw.getTime()) ? null : raw.toISOString() }
    if (isPlain(inner) && Object.keys(inner).some((name) => name.startsWith('$')))
      return renamed(inner, (name) => (name.startsWith('$') ? `$${name}` : name))
    return inner
  })

/** The inverse of {@link toJson}. Throws a SyntaxError on anything that is not JSON. */
export const fromJson = (text: string): unknown =>
  JSON.parse(text, (_key, inner: unknown) => {
    if (!isPlain(inner)) return inner
    const names = Object.keys(inner)
    if (names.length === 1 && names[0] === '$date') return new Date(typeof inner.$date === 'string' ? inner.$date : Number.NaN)
    return names.some((name) => name.startsWith('$$')) ? renamed(inner, (name) => (name.startsWith('$$') ? name.slice(1) : name)) : inner
  })
