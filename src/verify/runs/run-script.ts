/**
 * What make runs for a test: the words that run it, with its output in a log, an end after a time, and what came of it
 * kept in a file: a stamp where it passed, else `.bad` with one of these numbers. Nothing that a test does ends make.
 *
 * A guest prints `git-kvm: begin` and `git-kvm: end STATUS` around its test. Statuses are those of kselftest: 4 is a skip.
 * Where lines of TAP say otherwise than the status, the worse one counts: a test that is not ok, or skips all it has.
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
  /** The words could not be run: a fault of the machine. */
  machine: 75,
  timeout: 124,
} as const;

/** What the kernel prints where something is wrong with it, in awk's and in JavaScript's words. */
export const SPLAT =
  'WARNING: (CPU|possible|suspicious|bad unlock|inconsistent|held lock)|BUG: |UBSAN: |Oops: |Kernel panic|general protection fault|INFO: (task|rcu|trying)|rcu: INFO|unable to handle';

export const RUN_SCRIPT = `#!/bin/sh
# run.sh guest|status|units CELL STAMP LOG SECONDS FOLDER... -- COMMAND...
how=$1 cell=$2 stamp=$3 log=$4 limit=$5
shift 5
# Nobody listens any more: the run was killed.
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
	timeout --foreground -k 10 "$limit" "$@" >"$log" 2>&1 </dev/null
	status=$?
	result=$(tr -d '\\r' <"$log" | awk -v how="$how" -v status="$status" '
		/^git-kvm: begin$/ { begun = 1; good = skip = bad = 0 }
		/^git-kvm: end [0-9]+$/ { ended = 1; end = $3 }
		/^[[] *[0-9]+[.][0-9]+[]]/ { alive = 1; if ($0 ~ /${SPLAT.replace(/\//g, '\\/')}/) splat = 1 }
		/^not ok / && !/# *(TODO|XFAIL|SKIP)/ { bad = 1 }
		how == "units" && /^FAIL / { bad = 1 }
		how == "units" && /^PASS / { good = 1 }
		how == "units" && /^SKIP / { skip = 1 }
		/^ok / { if ($0 ~ /# *SKIP/) skip = 1; else good = 1 }
		/^1[.][.]0 +# *SKIP/ { skip = 1 }
		END {
			if (how == "guest" && ended) status = end
			else if (status == ${RUN.timeout} || status == 137) { print ${RUN.timeout}; exit }
			else if (how == "guest") {
				if (begun) print ${RUN.died}
				else if (alive || status == 0) print ${RUN.noBoot}
				else print ${RUN.machine}
				exit
			}
			# What the shell and ssh say of words that cannot be run.
			else if (status == 126 || status == 127 || status == 255) { print ${RUN.machine}; exit }
			if (splat && status == 0) print ${RUN.splat}
			else if (status == 0 && bad) print ${RUN.failed}
			else if (status == 0 && skip && !good) print ${RUN.skipped}
			else if (status == 0 || status == ${RUN.skipped}) print status
			else print ${RUN.failed}
		}')
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
