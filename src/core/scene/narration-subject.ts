import { placeName } from '../explain/place-name'
import type { Words } from '../words/en'
import type { SceneInput } from './scene'
import type { Step } from './steps'

type Subject = keyof Words['story']['subjects']

const SUBJECTS: Readonly<Record<string, Subject>> = {
  'ICMP echo request': 'ping',
  'ICMP echo reply': 'reply',
  'WireGuard initiation': 'initiation',
  'WireGuard response': 'response',
  'WireGuard cookie reply': 'cookie',
  'WireGuard keepalive': 'keepalive',
}
const ICMP_ERROR = /^ICMP (.*unreachable|.*prohibited|unreachable \d+|frag needed|time exceeded|reassembly timeout)$/

/** What a person calls the packet; the full name is on the packet itself. */
export function subjectOf({ name, part, envelopePart }: Step, { story }: Words): string {
  if (envelopePart !== undefined) return story.envelopePart(envelopePart)
  if (part !== undefined) return story.fragment(part)
  if (name.endsWith(' fragment')) return story.subjects.aFragment
  if (name.startsWith('TCP ')) return story.segment({ name })
  return story.subjects[SUBJECTS[name] ?? (ICMP_ERROR.test(name) ? 'icmpError' : 'packet')]
}

/** As every panel calls it; there is one router in most labs, and its name is what it is. */
export function nameOfPlace(input: SceneInput, netns: number): string {
  const name = placeName(input.map.inventory, netns)
  return name === 'router' ? input.words.story.theRouter : name
}
