/** A kernel for a guest, and what boots with it: columns that leave a kernel, a test in an initial file system, a result. */
import type { Column, Run } from '../columns';
import { selftestScript } from '../columns';
import { configureScript, type GuestOptions, guestConfiguration, kernelMake } from '../kernel-config';
import { compilerIn } from '../toolchain';
import { GUEST_INIT } from './guest-init';
import { HOST_MODULES } from './host-modules';
import { TEST_SCRIPT } from './run-script';

/** Measured with Linux 6.12. */
const FILES = 1200;

export const GUEST = 'guest';
export const UNITS = 'kvm-unit-tests';

/** Seconds; they have their own limits. */
const UNITS_LIMIT = 7200;

/** In the words of a compiler: what it did not build does not count against the test. */
const MACHINE = 'No space left on device|Disk quota exceeded|Killed signal|Cannot allocate memory';

/** The kernel of a point, with KVM built in: leaves `bzImage`. */
export function guestColumn(makeArgs: readonly string[], options: GuestOptions): Column {
  const make = kernelMake('x86_64', makeArgs);
  // Another configuration has a build directory of its own: one does not undo the other.
  const kind = `${options.hasHostFiles ? '-files' : ''}${options.isDebug ? '-lockdep' : ''}`;
  const script = `OUT=$OUT${kind}
mkdir -p "$OUT"
${configureScript(make, guestConfiguration(options))}${make} $JOBS bzImage
cp "$OUT/arch/x86/boot/bzImage" "$KEEP/bzImage"
`;
  return {
    id: GUEST,
    says: 'a kernel with KVM for a guest',
    script,
    of: 'kernel',
    keeps: true,
    files: FILES,
  };
}

export const TESTS = 'tests';

/**
 * Selftests: leaves a folder for each that builds, with the program as `test`; for a guest also `initrd`, with the
 * libraries that the program is linked to and a program that runs it. One that does not build is an answer, no failure.
 *
 * @param tests paths below the selftests of KVM, without ending
 */
export function testsColumn(
  tests: readonly string[],
  makeArgs: readonly string[],
  forGuest: boolean,
): Column {
  const targets = tests.map((test) => ` "$OUT/kvm/${test}"`).join('');
  const script = `for test in ${tests.join(' ')}; do
	rm -f "$OUT/kvm/$test"
done
set +e
(
set -e
${selftestScript(makeArgs, targets)}) >"$OUT/said" 2>&1
status=$?
set -e
cat "$OUT/said"
case $status in
0) ;;
64)
	# A disk that is full has no room for the words that tell so.
	! grep -qE '${MACHINE}' "$OUT/said" || exit 1
	[ "$(df -Pk "$OUT" | awk 'NR == 2 { print $4 }')" -ge 1024 ] || exit 1
	;;
*) exit 1 ;;
esac
${forGuest ? initScript(makeArgs) : ''}for test in ${tests.join(' ')}; do
	[ -f "$OUT/kvm/$test" ] || continue
	name=$(echo "$test" | tr / -)
	mkdir "$KEEP/$name"
${forGuest ? INITRD : PROGRAM}done
`;
  return { id: TESTS, says: 'selftests', script, of: 'tests', keeps: true, group: 'selftests' };
}

/** The folder that a test has among those that the tests leave. */
export function folderOf(test: string): string {
  return test.replace(/\//g, '-');
}

/** Runs KVM-unit-tests on a kernel. @param command in which `{kernel}` is a file */
export function unitsColumn(command: readonly string[]): Column {
  const filled = command.map((part) => part.replace(/\{kernel\}/g, `{${GUEST}}/bzImage`));
  return {
    id: UNITS,
    title: UNITS,
    says: 'KVM-unit-tests run',
    script: command.join('\0'),
    needs: [GUEST],
    runs: { command: filled, folders: [`{${GUEST}}`], limit: UNITS_LIMIT, told: 'units' },
    group: 'run',
  };
}

/**
 * Runs one selftest.
 *
 * @param run its command has `{kernel}`, `{modules}`, `{initrd}` and `{test}` where files are meant
 * @param kernel the column that leaves what of the branch it runs on; null for nothing
 */
export function runColumn(test: string, run: Run, kernel: string | null): Column {
  const folder = `{${TESTS}}/${folderOf(test)}`;
  const file: Readonly<Record<string, string>> = {
    kernel: `{${GUEST}}/bzImage`,
    modules: `{${HOST_MODULES}}`,
    initrd: `${folder}/initrd`,
    test: `${folder}/test`,
  };
  const command = run.command.map((part) =>
    part.replace(/\{(kernel|modules|initrd|test)\}/g, (_, name: string) => file[name]!),
  );
  return {
    id: `run-${folderOf(test)}`,
    title: test.replace(/^x86(?:_64)?\//, ''),
    says: `${test} run`,
    // What a result hangs on, beside what it needs: also how the test is packed.
    script: [...run.command, run.limit, run.told === 'guest' ? `${initScript([])}${INITRD}` : PROGRAM].join(
      '\0',
    ),
    needs: kernel === null ? [TESTS] : [kernel, TESTS],
    runs: { ...run, command, folders: [...(kernel === null ? [] : [`{${kernel}}`]), folder] },
    group: 'run',
  };
}

/** What runs a test in a guest, and what packs it: a tool of the kernel's, which wants no root for devices. */
function initScript(makeArgs: readonly string[]): string {
  const cc = compilerIn(makeArgs);
  return `cat >"$OUT/init.c" <<'END'
${GUEST_INIT}END
${cc} -O2 -o "$OUT/init" "$OUT/init.c"
${cc} -O2 -w -o "$OUT/gen_init_cpio" "$TREE/usr/gen_init_cpio.c"
# No program is linked to it, but pthread_cancel() looks for it beside the C library.
unwinder=$(${cc} -print-file-name=libgcc_s.so.1)
`;
}

/** Not in a guest of ours, the test is a script that says how its program ended. */
const PROGRAM = `	cp "$OUT/kvm/$test" "$KEEP/$name/program"
	cat >"$KEEP/$name/test" <<'END'
${TEST_SCRIPT}END
	chmod 755 "$KEEP/$name/test"
`;

const INITRD = `	cp "$OUT/kvm/$test" "$KEEP/$name/test"
	{
		echo /init "$OUT/init"
		echo /test "$OUT/kvm/$test"
		for program in "$OUT/init" "$OUT/kvm/$test"; do
			ldd "$program" 2>/dev/null | sed -n 's/^[[:blank:]]*\\(.* => \\)\\{0,1\\}\\(\\/[^ ]*\\) (0x.*/\\2 \\2/p'
		done | sort -u
	} >"$OUT/files"
	if [ -f "$unwinder" ]; then
		sed -n "s|^\\(.*/\\)libc\\.so[^ ]* .*|\\1libgcc_s.so.1 $unwinder|p" "$OUT/files" >"$OUT/more"
		cat "$OUT/more" >>"$OUT/files"
	fi
	{
		{
			printf '%s\\n' /dev /proc /sys /tmp
			while read -r path from; do
				while path=\${path%/*} && [ -n "$path" ]; do
					echo "$path"
				done
			done <"$OUT/files"
		} | sort -u | sed 's/.*/dir & 755 0 0/'
		echo 'nod /dev/console 600 0 0 c 5 1'
		sed 's/^\\([^ ]*\\) \\(.*\\)/file \\1 \\2 755 0 0/' "$OUT/files"
	} >"$OUT/list"
	"$OUT/gen_init_cpio" "$OUT/list" >"$KEEP/$name/initrd"
`;
