import { err, ok } from '../base/result'
import { parseFilter } from './fabric-filter'
import type { SegmentAdmin } from './kernel-api'
import type { Segment } from './segment'

/** ebtables and the cloud's check of one segment. */
export function segmentAdmin(segment: Segment, namespaceIndex: (name: string) => number | undefined): SegmentAdmin {
  return {
    name: segment.spec.name,
    cidr: segment.spec.cidr,
    ...(segment.spec.cloudRules === undefined ? {} : { cloudRules: segment.spec.cloudRules }),
    filters: () => segment.filterTexts(),
    appendFilter: (rule) => {
      const parsed = parseFilter(rule)
      if (!parsed.ok) return parsed
      segment.addFilter(parsed.value)
      return ok(undefined)
    },
    deleteFilter: (rule) => {
      const parsed = parseFilter(rule)
      if (!parsed.ok) return parsed
      return segment.removeFilter(parsed.value.text) ? ok(undefined) : err("Sorry, rule does not exist.")
    },
    flushFilters: () => {
      segment.flushFilters()
    },
    sourceDestinationCheck: () => segment.spec.sourceDestinationCheck,
    isChecked: (namespace) => {
      const index = namespaceIndex(namespace)
      return segment.spec.sourceDestinationCheck && index !== undefined && !segment.uncheckedNamespaces.has(index)
    },
    setSourceDestinationCheck: (namespace, enabled) => {
      const index = namespaceIndex(namespace)
      if (index === undefined) return err({ code: 'ENOENT' })
      if (enabled) segment.uncheckedNamespaces.delete(index)
      else segment.uncheckedNamespaces.add(index)
      return ok(undefined)
    },
  }
}
