/** Results for CI: KTAP, as kselftest prints it, and JUnit. */

/** One thing that was built or run. */
export interface Result {
  /** `2/3 build`. */
  readonly name: string;
  /** The patch, for JUnit: `2/3 KVM: x86: Change it`. */
  readonly group: string;
  readonly outcome: 'pass' | 'fail' | 'skip' | 'known';
  /** Why it was skipped, or what is known of it; of a failure a directive of KTAP, such as TIMEOUT; else ''. */
  readonly why: string;
  /** What failed, in its own words. */
  readonly words: readonly string[];
}

export function ktap(results: readonly Result[]): string {
  const lines = ['KTAP version 1', `1..${results.length}`];
  results.forEach(({ name, outcome, why, words }, i) => {
    const directive = {
      pass: '',
      fail: why && ` # ${why}`,
      skip: ` # SKIP ${why}`,
      known: ` # XFAIL ${why}`,
    }[outcome];
    for (const line of words) lines.push(`# ${plain(line)}`);
    lines.push(`${outcome === 'fail' ? 'not ok' : 'ok'} ${i + 1} ${plain(name)}${plain(directive)}`);
  });
  return `${lines.join('\n')}\n`;
}

export function junit(results: readonly Result[]): string {
  const count = (outcome: Result['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const skipped = count('skip') + count('known');
  const head = `<testsuite name="git kvm verify" tests="${results.length}" failures="${count('fail')}" skipped="${skipped}">`;
  const cases = results.map(({ name, group, outcome, why, words }) => {
    const open = `    <testcase classname="${escapeXml(group)}" name="${escapeXml(name)}"`;
    if (outcome === 'pass') return `${open}/>`;
    const inside =
      outcome === 'fail'
        ? `<failure message="${escapeXml(words[0] ?? 'failed')}">${escapeXml(words.join('\n'))}</failure>`
        : `<skipped message="${escapeXml(why)}"/>`;
    return `${open}>${inside}</testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  ${head}
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

/** One line, without what a terminal would obey. */
function plain(text: string): string {
  return text.replace(/[\0-\x08\x0a-\x1f\x7f-\x9f]/g, '?');
}

/** Control characters have no place in XML, not even escaped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n -\uD7FF\uE000-\uFFFD]/g, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
