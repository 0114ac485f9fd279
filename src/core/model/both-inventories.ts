import type { Inventory } from './inventory'

/** Whether both list the same namespaces in the same order: their numbers mean the same. */
export function haveSameNamespaces(one: Inventory, other: Inventory): boolean {
  return one.namespaces.length === other.namespaces.length && one.namespaces.every(({ name }, index) => other.namespaces[index]?.name === name)
}

/** What is drawn of a flow that began in one state of a lab and ended in another: also the interfaces that are no more. */
export function bothInventories(before: Inventory, after: Inventory): Inventory {
  return {
    ...after,
    namespaces: after.namespaces.map((namespace, index) => {
      const gone = before.namespaces[index]?.links.filter(({ name }) => !namespace.links.some((link) => link.name === name)) ?? []
      return { ...namespace, links: [...namespace.links, ...gone] }
    }),
  }
}
