import { err, ok } from '../../base/result'
import type { Result } from '../../base/result'
import type { Program, System } from '../../engine/kernel-api'
import { awsInstanceId } from '../../model/cloud-instance'
import { formatIpv4 } from '../../wire/ipv4-address'
import type { ClusterAdmin } from '../cluster-admin'

/** Exit status of the AWS command line for what it cannot parse, and for what the service refuses. */
const USAGE_STATUS = 252
const SERVICE_STATUS = 254

const JSON_INDENT = 4

interface Failure {
  readonly status: number
  readonly text: string
}

type Done = Result<string, Failure>

/** `aws ec2`: the source/destination check of a node's network card, which a cloud's segments apply. */
export function awsOn(admin: ClusterAdmin): Program {
  return function* (system, argv) {
    const done = answer(system, admin, argv.slice(1))
    if (done.ok) system.stdout(done.value)
    else system.stderr(`${done.error.text}\n`)
    return done.ok ? 0 : done.error.status
  }
}

function answer(system: System, admin: ClusterAdmin, words: readonly string[]): Done {
  const [service, operation = '', ...rest] = words
  if (service === 'ec2' && operation === '') return usage(`usage: aws ec2 ${Object.keys(OPERATIONS).join(' | ')}`)
  if (service !== 'ec2' || !Object.hasOwn(OPERATIONS, operation)) {
    return usage(`aws: "${words.slice(0, 2).join(' ')}" is not modelled; Hopscope's aws has ec2 ${Object.keys(OPERATIONS).join(', ec2 ')}`)
  }
  if (!system.segments().some((segment) => segment.sourceDestinationCheck())) {
    return usage('aws: this lab’s network is none of AWS: nothing in it checks sources and destinations.\nChoose the AWS fabric, or write sourceDestinationCheck: true to a segment of the lab’s file.')
  }
  const options = readOptions(rest)
  return options.ok ? (OPERATIONS[operation]?.(system, admin, options.value) ?? usage(operation)) : options
}

interface AwsOptions {
  readonly instanceIds: readonly string[]
  readonly attribute: string | undefined
  /** `undefined` where nothing is said of it. */
  readonly check: boolean | undefined
}

const VALUES = ['--attribute', '--output', '--profile', '--region']

function readOptions(words: readonly string[]): Result<AwsOptions, Failure> {
  let [check, attribute]: [boolean | undefined, string | undefined] = [undefined, undefined]
  const instanceIds: string[] = []
  for (let i = 0; i < words.length; i++) {
    const [option, joined] = splitOnce(words[i] ?? '')
    const next = (): string | undefined => joined ?? (words[i + 1]?.startsWith('--') === false ? words[++i] : undefined)
    if (option === '--instance-id' || option === '--instance-ids') {
      const id = next()
      if (id === undefined) return usage(`aws: error: argument ${option}: expected one argument`)
      instanceIds.push(id)
    } else if (option === '--no-source-dest-check') check = false
    else if (option === '--source-dest-check') {
      const value = readCheck(next())
      if (value === undefined) return usage(`Error parsing parameter '--source-dest-check': write {"Value": false}, Value=false, or --no-source-dest-check`)
      check = value
    } else if (VALUES.includes(option)) {
      const value = next()
      if (value === undefined) return usage(`aws: error: argument ${option}: expected one argument`)
      if (option === '--attribute') attribute = value
      if (option === '--output' && value !== 'json') return usage(`aws: --output ${value} is not modelled; Hopscope's has json`)
    } else return usage(`aws: ${option} is not modelled; Hopscope's aws has --instance-id, --source-dest-check, --no-source-dest-check, ${VALUES.join(', ')}`)
  }
  return ok({ instanceIds, attribute, check })
}

function splitOnce(word: string): readonly [string, string | undefined] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

/** `{"Value": false}`, `Value=false`, `false`; without a value it is meant. */
function readCheck(text: string | undefined): boolean | undefined {
  if (text === undefined) return true
  const match = /^\s*(?:\{\s*"Value"\s*:\s*(true|false)\s*\}|(?:Value=)?(true|false))\s*$/i.exec(text)
  const said = match?.[1] ?? match?.[2]
  return said === undefined ? undefined : said.toLowerCase() === 'true'
}

const OPERATIONS: Readonly<Record<string, (system: System, admin: ClusterAdmin, options: AwsOptions) => Done>> = {
  'describe-instance-attribute': describeAttribute,
  'describe-instances': describeInstances,
  'modify-instance-attribute': modify,
}

function modify(system: System, admin: ClusterAdmin, { instanceIds, check }: AwsOptions): Done {
  if (check === undefined) return usage('aws: of modify-instance-attribute only --source-dest-check is modelled: --source-dest-check "{\\"Value\\": false}"')
  const node = nodeOf(admin, instanceIds, 'ModifyInstanceAttribute')
  if (!node.ok) return node
  for (const segment of system.segments()) segment.setSourceDestinationCheck(node.value, check)
  return ok('')
}

function describeAttribute(system: System, admin: ClusterAdmin, { instanceIds, attribute }: AwsOptions): Done {
  const node = nodeOf(admin, instanceIds, 'DescribeInstanceAttribute')
  if (!node.ok) return node
  if (attribute !== 'sourceDestCheck') return usage(`aws: of describe-instance-attribute only --attribute sourceDestCheck is modelled`)
  return ok(json({ InstanceId: instanceId(admin, node.value), SourceDestCheck: { Value: isChecked(system, node.value) } }))
}

function describeInstances(system: System, admin: ClusterAdmin, { instanceIds }: AwsOptions): Done {
  const named = instanceIds.length === 0 ? undefined : nodeOf(admin, instanceIds, 'DescribeInstances')
  if (named && !named.ok) return named
  const nodes = admin.cluster.nodes.filter(({ name }) => named === undefined || name === named.value)
  const instances = nodes.map(({ name, address }) => ({
    InstanceId: instanceId(admin, name),
    PrivateIpAddress: formatIpv4(address),
    SourceDestCheck: isChecked(system, name),
    State: { Code: 16, Name: 'running' },
    Tags: [{ Key: 'Name', Value: name }],
  }))
  return ok(json({ Reservations: instances.map((instance) => ({ Instances: [instance] })) }))
}

/** The node behind an instance id; its name is taken too, for ids are made up in a lab. */
function nodeOf(admin: ClusterAdmin, [id]: readonly string[], operation: string): Result<string, Failure> {
  const { nodes } = admin.cluster
  const known = nodes.find(({ name }) => id === name || id === instanceId(admin, name))
  if (known) return ok(known.name)
  if (id === undefined) return usage('aws: error: the following arguments are required: --instance-id')
  const list = nodes.slice(0, 8).map(({ name }) => `${instanceId(admin, name)} (${name})`).join(', ')
  return err({
    status: SERVICE_STATUS,
    text: `\nAn error occurred (InvalidInstanceID.NotFound) when calling the ${operation} operation: The instance ID '${id}' does not exist\nThis lab has ${list}${nodes.length > 8 ? ', …' : ''}`,
  })
}

/** What the cloud gave the node; in a lab without a cloud one as AWS writes them, made of the node's name. */
function instanceId(admin: ClusterAdmin, node: string): string {
  const given = awsInstanceId(admin.cluster.nodes.find(({ name }) => name === node)?.providerId)
  if (given !== undefined) return given
  const { uid } = admin.serverMetadata({ kind: 'Node', name: node })
  return `i-0${String(uid).replaceAll('-', '').slice(0, 16)}`
}

function isChecked(system: System, node: string): boolean {
  return system.segments().some((segment) => segment.isChecked(node))
}

function usage(text: string): { readonly ok: false; readonly error: Failure } {
  return err({ status: USAGE_STATUS, text })
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, JSON_INDENT)}\n`
}
