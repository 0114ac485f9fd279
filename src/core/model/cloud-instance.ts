/**
 * The id by which AWS knows the machine of a node, `i-0abc12de34f567890`, of its `spec.providerID`
 * (`aws:///ZONE/ID`, cloud-provider-aws/pkg/providers/v1/instances.go); undefined for machines of anybody else.
 */
export function awsInstanceId(providerId: string | undefined): string | undefined {
  return /^aws:\/\/\/?(?:[^/]+\/)*(i-[0-9a-f]{4,32})$/.exec(providerId ?? '')?.[1]
}

const CLOUDS: Readonly<Record<string, string>> = { aws: 'AWS', azure: 'Azure', gce: 'Google Cloud' }

/** Whose machine it is, by the scheme of its `spec.providerID`; undefined for those that no fabric of Hopscope stands for. */
export function cloudOf(providerId: string | undefined): string | undefined {
  const scheme = /^([a-z]+):\/\//.exec(providerId ?? '')?.[1] ?? ''
  return Object.hasOwn(CLOUDS, scheme) ? CLOUDS[scheme] : undefined
}
