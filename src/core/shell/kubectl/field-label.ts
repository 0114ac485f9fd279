/** Of Kubernetes' API: written in capitals whatever the field does. */
const ACRONYMS = ['API', 'URL', 'UID', 'OSB', 'GUID']

/** `blockSize` as `Block Size`, `disableBGPExport` as `Disable BGP Export` (smartLabelFor, k8s.io/kubectl/pkg/describe). */
export function smartLabel(field: string): string {
  if (!/^[\p{L}-]+$/u.test(field)) return field
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|-+/gu) ?? [field]
  return parts.map((part) => (ACRONYMS.includes(part.toUpperCase()) ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1))).join(' ')
}
