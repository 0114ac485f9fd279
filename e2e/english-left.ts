import type { Page } from '@playwright/test'

/** What the field says in English in every language: names, commands, options and the words that tools print. */
const TECHNICAL = [
  // whole commands, with what is given to their options
  /\b(calicoctl|gcloud|aws) [\w -]*('[^']*')?[\w=./ -]*/g,
  /Ethernet|IPv4|ICMP( echo (request|reply)| (time|destination|port|host|net|protocol|frag)[\w -]*)?|IPIP|VXLAN|WireGuard( ((handshake )?(initiation|response)|cookie reply|keepalive|transport data))?|UDP|TCP|ARP( request| reply)?|MTU|TTL|DF|MF|NAT|MAC|VNI|SNAT|DNAT|MASQUERADE/g,
  /Hopscope|Calico|Kubernetes|Felix|BIRD|AWS|Azure|Google Cloud|IBM Plex|Wireshark|English|Direct|Always|CrossSubnet|natOutgoing|On-prem/g,
  /kubectl( or calicoctl)? get -o yaml|calicoctl( get -o yaml)?|tcpdump -nn|ip_forward|proxy_arp|rp_filter|traceroute|blackhole|underlay|local|main/g,
  /(pod|k8s|lan|eth|cali|tunl|vxlan|wireguard|router|inet|dns|bgp)[\w.…-]*( (eth|cali|tunl|vxlan|wireguard|lo)[\w.…-]*)?/g,
  // the words of the events' filter
  /\b(host|src|dst|port|node|iface|drop|frame|decision|and|or|not|icmp|udp|tcp|arp|ipip|vxlan|wireguard)\b/g,
  /\b(ip|iptables-save|conntrack|ipset|wg|bridge) [\w -]+/g,
  /\b(length|flags|header checksum|checksum|sequence|identifier|sender|target|receiver|counter|type)\b/g,
  /\b(via|dev|default|scope|proto|table|lookup|from|all|link|bird|kernel|ping|nc|DROP|REJECT)\b/g,
  /PNG|SVG|(Control|Shift)(\+\w+)*|Arrow\w+|Ctrl|Enter|Esc|Tab|Space|Home|End|Right|Left/g,
]
/** Two words of lower-case letters in a row, or a word that starts a sentence: what prose is made of. */
const PROSE = /[A-Za-z][a-z’']+[ ,]+[a-z’']{2,}|\b[A-Z][a-z]{3,}\b|^[a-z]{4,}$/

/** Texts and names on the page that look like English sentences of our own. What is set in the terminal's face is a tool's. */
export async function englishLeft(page: Page): Promise<readonly string[]> {
  const said = await page.evaluate(() => {
    const texts = new Set<string>()
    const isTools = (element: Element | null) => element?.closest('code, pre, kbd, script, style, noscript, [class*="font-mono"]') !== null
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element) for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'alt']) texts.add(node.getAttribute(name) ?? '')
      else if (!isTools(node.parentElement)) texts.add(node.textContent ?? '')
    }
    return [...texts].map((text) => text.trim())
  })
  return said.filter((text) => PROSE.test(TECHNICAL.reduce((left, pattern) => left.replaceAll(pattern, ''), text).trim()))
}
