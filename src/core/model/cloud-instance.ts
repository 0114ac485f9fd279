/**
 * The id by which AWS knows the machine of a node, `i-0abc12de34f567890`, of its `spec.providerID`
 * (`aws:///ZONE/ID`, cloud-provider-aws/pkg/providers/v1/instances.go); undefined for machines of anybody else.
 */
export function awsInstanceId(providerId: string | undefined): string | undefined {
  return /^aws:\/\/\/?(?:[^/]+\/)*(i-[0-9a-f]{4,32})$/.exec(providerId ?? '')?.[1]
}
