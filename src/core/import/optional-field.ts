/** A field to be spread into an object; nothing at all where it has no value, as `exactOptionalPropertyTypes` asks. */
export function given<K extends string, V>(name: K, value: V | undefined): Partial<Readonly<Record<K, V>>> {
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<K, V>>
}
