/** Long series made up for measuring: half of the patches change KVM, half test it, all tied by names and words. */

const WORDS = (
  'clock timer window slot dirty ring page fault nested state exit mode pause halt poll event queue mask ' +
  'filter counter register bitmap region alias shadow root level walker cache flush zap batch hint'
).split(' ');

/** A pseudo-random number generator, so that each run measures the same. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

/** Mails of a series of `count` patches with `lines` lines of diff each. */
export function syntheticMails(count: number, lines: number, seed = 1): string[] {
  const next = random(seed);
  const word = () => WORDS[next(WORDS.length)]!;
  const name = (n: number) => `kvm_${WORDS[n % WORDS.length]}_${WORDS[(n * 7) % WORDS.length]}_${n}`;
  return Array.from({ length: count }, (_, i) => {
    const isTest = i % 2 === 1;
    const n = i - (i % 2);
    const subject = isTest
      ? `KVM: selftests: Add a test for the ${word()} ${WORDS[n % WORDS.length]} ${n}`
      : `KVM: x86: Fix the ${word()} of the ${WORDS[n % WORDS.length]} ${n}`;
    const body: string[] = [];
    if (isTest) body.push(`+\tTEST_REQUIRE(kvm_has_cap(KVM_CAP_${n}_NEW));`);
    else body.push(`+#define KVM_${n}_LIMIT ${n}`, `+int ${name(n)}(struct kvm *kvm)`, '+{');
    while (body.length < lines) {
      const target = name(next(count));
      body.push(
        next(4) === 0
          ? ` \tif (${target}(kvm) > KVM_${next(count)}_LIMIT)`
          : `+\tvcpu->arch.${word()}_${word()} = ${target}(kvm, "${word()}"); /* ${word()} */`,
      );
    }
    const path = isTest ? `tools/testing/selftests/kvm/x86/made_${n}_test.c` : `arch/x86/kvm/made_${n % 9}.c`;
    const old = body.filter((line) => line.startsWith(' ')).length;
    return [
      'From: Ann Author <ann@example.org>',
      `Subject: [PATCH ${i + 1}/${count}] ${subject}`,
      `Message-ID: <${seed}-${i + 1}@example.org>`,
      `In-Reply-To: <${seed}-0@example.org>`,
      '',
      ...Array.from(
        { length: 12 },
        () => `${word()} ${word()} of the ${word()} and ${name(next(count))}() ${word()} ${word()}.`,
      ),
      '',
      'Signed-off-by: Ann Author <ann@example.org>',
      '---',
      `diff --git a/${path} b/${path}`,
      `--- a/${path}`,
      `+++ b/${path}`,
      `@@ -10,${old} +10,${body.length} @@ int before(void)`,
      ...body,
      '-- ',
      '2.39.5',
      '',
    ].join('\n');
  });
}
