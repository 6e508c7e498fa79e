/**
 * What make runs for a cell: a command with its output in a log, new warnings counted as errors, a stamp where it passed.
 * Standard output carries events for whoever watches: `start CELL`, `pass CELL SECONDS`, `fail CELL SECONDS STATUS`.
 *
 * Warnings are compared without line numbers. Those of the base are known; a build directory that is reused shows only
 * those of what is compiled again, which is why the known ones are collected.
 */
export const CELL_SCRIPT = `#!/bin/sh
# cell.sh base|patch|probe CELL STAMP LOG KNOWN COMMAND...
mode=$1 cell=$2 stamp=$3 log=$4 known=$5
shift 5
# Nobody listens any more: the run was killed.
printf 'start %s\\n' "$cell" || exit 1
begin=$(date +%s)
rm -f "$stamp.bad" "$stamp.new"
"$@" >"$log" 2>&1 </dev/null
status=$?
seconds=$(($(date +%s) - begin))
if [ "$status" -gt 128 ]; then
	exit 1
fi
LC_ALL=C
export LC_ALL
: >>"$known"
grep -i 'warning:' "$log" | sed -E 's/:[0-9]+(:[0-9]+)?:/:/' | sort -u >"$stamp.warnings"
if [ "$mode" = base ]; then
	sort -u -o "$known" "$known" "$stamp.warnings"
else
	comm -13 "$known" "$stamp.warnings" >"$stamp.new"
	if [ "$status" -eq 0 ] && [ -s "$stamp.new" ]; then
		status=65
	fi
fi
rm -f "$stamp.warnings"
if [ "$status" -eq 0 ]; then
	rm -f "$stamp.new"
	printf '%s\\n' "$seconds" >"$stamp.part" && mv "$stamp.part" "$stamp" || exit 1
	printf 'pass %s %s\\n' "$cell" "$seconds"
	exit 0
fi
printf '%s\\n' "$status" >"$stamp.bad"
printf 'fail %s %s %s\\n' "$cell" "$seconds" "$status"
[ "$mode" = probe ]
`;
