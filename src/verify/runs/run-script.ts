/**
 * What make runs for a test: the words that run it, with its output in a log, and what came of it kept in a file: a stamp
 * where it passed, else `.bad` with one of these numbers. Nothing that a test does ends make.
 *
 * Only what the test's own machine reported is the test's, or a time-out that was set and measured here. `git-kvm: begin`
 * and `git-kvm: end STATUS` come from around the test; `git-kvm: status …` from around the words, on the machine that they
 * lead to. Where these are missing, something else has failed: the run is lost, is tried once more, and says nothing about the
 * test.
 *
 * Statuses are those of kselftest: 4 is a skip. Where lines of TAP say otherwise than the status, the worse one counts: a
 * test that is not ok, or skips all it has.
 */
export const RUN = {
  failed: 1,
  skipped: 4,
  /** What it needs was not built. */
  notBuilt: 66,
  /** The guest's kernel did not come as far as the test. */
  noBoot: 70,
  /** The guest ended, and the test did not. */
  died: 71,
  /** The test passed, and the kernel complained. */
  splat: 72,
  /** Lost: the machine failed. */
  machine: 75,
  timeout: 124,
} as const;

/** What the kernel prints where something is wrong with it, in awk's and in JavaScript's words. */
export const SPLAT = [
  'WARNING: (CPU|possible|suspicious|bad unlock|inconsistent|held lock|lock held|[Nn]ested lock|[^ ]+[.][chS]:[0-9]+ at)',
  'kernel BUG at |BUG: |UBSAN: |Oops: |Kernel panic|general protection fault',
  'INFO: (task|rcu|trying)|rcu: INFO|unable to handle',
].join('|');

/** Seconds between the signal that ends a run and the one that it cannot ignore. */
const GRACE = 10;

/** Ended by someone: SIGHUP, SIGINT, SIGKILL (as by the OOM killer), SIGTERM; the shell's statuses. */
const KILLED = 'status == 129 || status == 130 || status == 137 || status == 143';

/** How a run ended, from its log: prints one of the numbers above, or 0. */
const JUDGE = `
/^git-kvm: status [0-9]+ after [0-9]+ of [0-9]+$/ {
	told = 1; status = $3
	late = ($3 == ${RUN.timeout} && $5 >= $7) || ($3 == 137 && $5 >= $7 + ${GRACE})
}
/^git-kvm: begin$/ { begun = 1; ended = good = skip = bad = 0 }
/^git-kvm: end [0-9]+$/ { ended = 1; end = $3 }
/^[[] *[0-9]+[.][0-9]+[]]/ {
	alive = 1
	if ($0 ~ /${SPLAT.replace(/\//g, '\\/')}/) splat = 1
	if ($0 ~ /Kernel panic|Rebooting in /) panic = 1
}
/^not ok / && !/# *(TODO|XFAIL|SKIP)/ { bad = 1 }
how == "units" && /^FAIL / { bad = 1 }
how == "units" && /^PASS / { good = 1 }
how == "units" && /^SKIP / { skip = 1 }
/^ok / { if ($0 ~ /# *SKIP/) skip = 1; else good = 1 }
/^1[.][.]0 +# *SKIP/ { skip = 1 }
function says(code) { print code; exit }
END {
	if (how == "units") {
		if (!told) says(${RUN.machine})
		if (late) says(${RUN.timeout})
		if (${KILLED} || status == 126 || status == 127 || status == 255) says(${RUN.machine})
		if (!good && !bad && !skip) says(${RUN.machine})
	} else {
		if (ended) {
			status = end
			# On a machine that runs more than the test, another process may have ended it.
			if (how == "test" && (${KILLED})) says(${RUN.machine})
		}
		else if (told && late && (begun || how == "guest")) says(begun ? ${RUN.timeout} : ${RUN.noBoot})
		else if (panic || (told && status == 0 && how == "guest" && alive)) says(begun ? ${RUN.died} : ${RUN.noBoot})
		else says(${RUN.machine})
	}
	if (splat && status == 0) says(${RUN.splat})
	if (status == 0 && bad) says(${RUN.failed})
	if (status == 0 && skip && !good) says(${RUN.skipped})
	if (status == 0 || status == ${RUN.skipped}) says(status)
	says(${RUN.failed})
}
`;

export const RUN_SCRIPT = `#!/bin/sh
# run.sh guest|boot|test|units CELL STAMP LOG SEEN FOLDER... -- COMMAND...
how=$1 cell=$2 stamp=$3 log=$4 seen=$5
shift 5
# Standard output is closed: the run was killed.
printf 'start %s\\n' "$cell" || exit 1
begin=$(date +%s)
rm -f "$stamp.bad"
LC_ALL=C
export LC_ALL
result=
while [ "$1" != -- ]; do
	if ! [ -d "$1" ]; then
		result=${RUN.notBuilt}
		echo 'what it needs was not built' >"$log"
	fi
	shift
done
shift
if [ -z "$result" ]; then
	for try in 1 2; do
		"$@" >"$log" 2>&1 </dev/null
		left=$?
		result=$(tr -d '\\r' <"$log" | awk -v how="$how" '${JUDGE.replace(/'/g, "'\\''")}')
		if [ "\${result:-${RUN.machine}}" != ${RUN.machine} ]; then
			printf '%s\\n' "$result" >>"$seen" || exit 1
			break
		fi
		printf 'git-kvm: lost %s\\n' "$left" >>"$log"
	done
fi
seconds=$(($(date +%s) - begin))
if [ "$result" = 0 ]; then
	printf '%s\\n' "$seconds" >"$stamp.part" && mv "$stamp.part" "$stamp" || exit 1
	printf 'pass %s %s\\n' "$cell" "$seconds"
	exit 0
fi
printf '%s\\n' "\${result:-${RUN.machine}}" >"$stamp.part" && mv "$stamp.part" "$stamp.bad" || exit 1
if [ "$result" = ${RUN.skipped} ] || [ "$result" = ${RUN.notBuilt} ]; then
	printf 'skip %s %s\\n' "$cell" "$seconds"
else
	printf 'fail %s %s\\n' "$cell" "$seconds"
fi
`;

/**
 * The words of a run as a script, which is run on the machine that they lead to: the time is counted there, not while a
 * job waits for its machine.
 *
 * Its output goes through a pipe: QEMU, as virtme-ng starts it, opens /proc/self/fd/1 again, which would empty a log.
 *
 * @param words each quoted for the shell
 * @param limit seconds
 */
export function runWordsScript(words: readonly string[], limit: number): string {
  return `#!/bin/sh
{
	begin=$(date +%s)
	timeout --foreground -k ${GRACE} ${limit} ${words.join(' ')}
	status=$?
	printf '\\ngit-kvm: status %s after %s of ${limit}\\n' "$status" $(($(date +%s) - begin))
} 2>&1 | cat
`;
}

/** What is run for a test where no init of a guest is: beside the program, so that it says itself how it ended. */
export const TEST_SCRIPT = `#!/bin/sh
printf '\\ngit-kvm: begin\\n'
"\${0%/*}/program"
status=$?
printf '\\ngit-kvm: end %s\\n' "$status"
exit "$status"
`;
