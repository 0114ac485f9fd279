import { beforeAll, describe, expect, test } from 'vitest'
import { Shell } from './shell'

/** What lies inside functions, scripts and here-documents prints where it would print in a shell: once, whole, in its order. */
describe('what a line runs for another', () => {
  let shell: Shell
  beforeAll(async () => {
    shell = new Shell()
    await shell.run('k8s-w1', String.raw`printf 'hostname\nip rule | wc -l\necho "<$1>"\n' > /tmp/s.sh; printf 'k() { echo "k $1"; }\nreturn 4\n' > /tmp/k.sh`)
  })

  test.each([
    ['a function, its pipes and its errors', 'f() { ip rule | wc -l; nosuch 2>/dev/null; echo end; }; f; f | tr a-z A-Z; x=$(f); echo "$x"', '3\nend\n3\nEND\n3\nend\n'],
    ['a function whose streams are redirected', 'h() { echo out; echo err >&2; }; h 2>/dev/null; h > /dev/null; y=$(h 2>&1); echo "[$y]"', 'out\nerr\n[out\nerr]\n'],
    ['a function that swaps them', 'm() { h 2>&1 >/dev/null; }; h() { echo out; echo err >&2; }; m | cat; m 2>/dev/null', 'err\nerr\n'],
    ['a script by bash -c', "bash -c 'ip rule | wc -l; echo $0 $1' zero one", '3\nzero one\n'],
    ['a script in a file', 'sh /tmp/s.sh a; bash /tmp/s.sh b | tail -1; cd /tmp; ./s.sh c | head -1; cd', 'k8s-w1\n3\n<a>\n<b>\nk8s-w1\n'],
    ['a script on standard input', "echo 'ip rule | wc -l' | bash", '3\n'],
    ['eval', 'z="ip rule"; eval $z "| wc -l"; eval \'a="x  y"\'; echo "$a"', '3\nx  y\n'],
    ['a sourced file, its functions and its status', 'source /tmp/k.sh; echo $?; k 1; . /tmp/s.sh q', '4\nk 1\nk8s-w1\n3\n<q>\n'],
    ['a sourced file that is not there', 'source /tmp/nosuch; echo "status $?"', 'bash: /tmp/nosuch: No such file or directory\nstatus 1\n'],
    ['sudo and timeout on what is piped into them', 'echo a | sudo tee /tmp/t > /dev/null; cat /tmp/t; echo b | timeout 1 cat', 'a\nb\n'],
    ['find -exec', String.raw`find /tmp -name s.sh -exec echo found {} \;; echo done`, 'found /tmp/s.sh\ndone\n'],
    ['xargs by words, lines and places', String.raw`echo a b c | xargs -n2; printf 'a b\nc\n' | xargs -L1 echo -; printf 'a b\nc\n' | xargs -I% echo '<%>'; printf "'q w' e" | xargs -n 1 echo; echo | xargs -r echo no`, 'a b\nc\n- a b\n- c\n<a b>\n<c>\nq w\ne\n'],
    ['xargs with a program of the network', 'echo 172.16.34.8 172.16.34.9 | xargs -n1 ping -c 1 -q | grep -c received', '2\n'],
    ['what is not ASCII, through pipes, files and scripts', String.raw`echo 한국어 | cat | tr a b | cat; echo 이름 > /tmp/k; cat /tmp/k /tmp/k > /tmp/k2; wc -c < /tmp/k2; cat /tmp/k2; cat /tmp/k | sudo cat; printf '이름\n' | xargs echo; echo 'echo 이름 | cat' | bash`, '한국어\n14\n이름\n이름\n이름\n이름\n이름\n'],
    ['a trace', 'set -x; echo hi; set +x', 'hi\n+ echo hi\n+ set +x\n'],
  ])('%s', async (_, line, printed) => {
    expect((await shell.run('k8s-w1', line)).text).toBe(printed)
  })

  test('xargs refuses what it does not have, and tells that a run failed', async () => {
    expect(await shell.run('k8s-w1', 'echo a | xargs -x echo')).toEqual({ exit: 1, text: "xargs: invalid option -- 'x'\nHopscope's xargs has -0 -I -L -n -P -r -t\n" })
    expect((await shell.run('k8s-w1', 'echo a b | xargs -n1 false')).exit).toBe(123)
  })
})

describe('a here-document', () => {
  test.each([
    ['with what is expanded in it', 'cat <<EOF\nhello $HOSTNAME, $(hostname), it\'s "quoted" \\$x\nEOF', 'hello k8s-w1, k8s-w1, it\'s "quoted" $x\n'],
    ['that is taken as it is, into a pipe', "cat <<'EOF' | tr a-z A-Z\nraw $HOSTNAME it's\nEOF", "RAW $HOSTNAME IT'S\n"],
    ['before a redirection', "cat <<EOF > /tmp/h\nline\nEOF\ncat /tmp/h; wc -l < /tmp/h", 'line\n1\n'],
    ['without its tabs', 'cat <<-EOF\n\tone\n\t\ttwo $HOSTNAME\n\tEOF', 'one\ntwo k8s-w1\n'],
    ['without a line', 'cat <<EOF\nEOF\necho end', 'end\n'],
    ['in a function', 'f() { cat <<A\nin $1\nA\n}; f x; f y | cat', 'in x\nin y\n'],
  ])('%s', async (_, line, printed) => {
    expect((await new Shell().run('k8s-w1', line)).text).toBe(printed)
  })

  test('lets a line print as it goes', async () => {
    const shell = new Shell()
    void shell.type('pod-w0-b', 'while read address; do ping -c 3 $address; done <<EOF\n172.16.158.16\nEOF')
    await shell.passUntil(() => shell.text(1).includes('icmp_seq=1'))
    expect(shell.text(1)).not.toContain('icmp_seq=3')
    shell.terminals.interrupt(1)
  })
})

test('functions stay from line to line until they are unset, and a job has them too', async () => {
  const shell = new Shell()
  await shell.run('k8s-w1', 'f() { ip rule | wc -l; }')
  expect((await shell.run('k8s-w1', 'f; f & sleep 0.1; wait')).text).toBe('3\n[1] 4001\n3\n[1]+  Done                    f\n')
  await shell.run('k8s-w1', 'unset -f f')
  expect((await shell.run('k8s-w1', 'f')).exit).toBe(127)
})

test('the kernel and who is there are told the same way everywhere', async () => {
  const shell = new Shell()
  expect((await shell.run('k8s-w1', 'cat /proc/version; uname -r; echo $UID; id -u')).text).toBe('Linux version 6.1.0-hopscope #1 SMP\n6.1.0-hopscope\n0\n0\n')
})
