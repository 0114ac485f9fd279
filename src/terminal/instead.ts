import { withoutAdvice } from './printable'

/** What does the work of commands that there are not. */
const INSTEAD: Readonly<Record<string, string>> = {
  alias: 'functions do the same: ll() { ls -l "$@"; }',
  brctl: 'a segment is a bridge of its own: open a shell in it, and bridge fdb shows what VXLAN knows',
  crictl: 'kubectl get pods -o wide lists the pods',
  ctr: 'kubectl get pods -o wide lists the pods',
  dig: 'names are not answered for here: use addresses',
  dmesg: 'the kernel writes no log here: drops and martians are told, with their reasons, by the list of events beside the stage',
  docker: 'kubectl get pods -o wide lists the pods',
  getent: 'names are not answered for here: use addresses',
  host: 'names are not answered for here: use addresses',
  ifstat: 'ip -s link counts what passes',
  iperf: 'bandwidth is not modelled; nc carries data',
  iperf3: 'bandwidth is not modelled; nc carries data',
  ip6tables: 'there is IPv4 alone; iptables has its rules',
  ipvsadm: 'services are not modelled',
  journalctl: 'nothing writes a log here: what happened is told by the list of events beside the stage',
  less: 'what was printed stays above: scroll, or take a part with head and tail',
  more: 'what was printed stays above: scroll, or take a part with head and tail',
  mtr: 'traceroute -n shows the way',
  nano: 'printf and a redirection write a file',
  nmap: 'ping in a loop and nc -zv find who answers',
  nsenter: 'ip netns exec POD COMMAND and kubectl exec POD -- COMMAND run in a pod',
  nslookup: 'names are not answered for here: use addresses',
  nstat: 'ip -s link, iptables -nvL and conntrack -L count what passes',
  ping6: 'there is IPv4 alone',
  ps: 'jobs lists what runs behind, ss -p who has a socket',
  scp: 'files of a shell are those of its node; a shell in another place has its own',
  ssh: 'open a shell in the other place: double-click it, or choose it beside this one',
  systemctl: 'services of a node are not modelled; birdcl show protocols and calicoctl node status show Calico’s',
  tc: 'queues are not modelled; ip -s link counts what passes',
  telnet: 'nc opens connections',
  tshark: 'tcpdump prints packets, and -w saves them for it',
  vi: 'printf and a redirection write a file',
  vim: 'printf and a redirection write a file',
  wget: 'curl fetches over HTTP',
}

/** Which commands there are, where one was typed that is not. */
export function withHint(stderr: string): string {
  const said = withoutAdvice(stderr)
  const missing = /^bash: (\S+): command not found$/m.exec(said)
  if (!missing) return said
  const [, name = ''] = missing
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined
  return `${said}Hopscope has no ${name.slice(0, 60)}; ${instead === undefined ? '' : `${instead}; `}help lists what it has.\n`
}
