/** What kbuild and the selftests' makefiles print for each file that they make, in the words of grep and of JavaScript. */
export const FILE_LINE = '^ {2}[A-Z][A-Z0-9]* .*[^ ]$|^[^ ]*(gcc|clang|cc) .* -o ';

/**
 * What make runs for a cell: a command with its output in a log, new warnings counted as errors, a stamp where it passed.
 * Standard output carries events for whoever watches: `start CELL`, `pass CELL SECONDS`, `fail CELL SECONDS STATUS`,
 * `lost CELL SECONDS`.
 *
 * Warnings are compared without line numbers. Those of the base are known; a build directory that is reused shows only
 * those of what is compiled again, which is why the known ones are collected. A command that ends with 64 has built
 * everything but what failed: then the errors are compared as well, and only exactly those of the base are known.
 *
 * A command that does not say how it ended, in a line `git-kvm: status N`, was not run, or did not come to its end: ssh or
 * srun failed, or something was killed. It is tried once more, on whatever machine it gets, and then reported as `lost`.
 */
export const CELL_SCRIPT = `#!/bin/sh
# cell.sh base|patch|probe CELL STAMP LOG KNOWN COMMAND...
mode=$1 cell=$2 stamp=$3 log=$4 known=$5
shift 5
# Standard output is closed: the run was killed.
printf 'start %s\\n' "$cell" || exit 1
begin=$(date +%s)
rm -f "$stamp.bad" "$stamp.new"
for try in 1 2; do
	"$@" >"$log" 2>&1 </dev/null
	status=$(sed -n 's/^git-kvm: status \\([0-9][0-9]*\\)$/\\1/p' "$log" | tail -n 1)
	[ "\${status:-255}" -gt 128 ] || break
done
seconds=$(($(date +%s) - begin))
if [ "\${status:-255}" -gt 128 ]; then
	printf 'lost %s %s\\n' "$cell" "$seconds"
	exit 1
fi
LC_ALL=C
export LC_ALL
: >>"$known"
said='warning:'
if [ "$status" -eq 64 ]; then
	said='warning:|error:|undefined reference|\\*\\*\\* '
fi
grep -iE "$said" "$log" | sed -E 's/:[0-9]+(:[0-9]+)?:/:/; s/^make\\[[0-9]+\\]/make/' | sort -u >"$stamp.said"
if [ "$mode" = base ]; then
	sort -u -o "$known" "$known" "$stamp.said"
fi
comm -13 "$known" "$stamp.said" >"$stamp.new"
if [ -s "$stamp.new" ]; then
	# A probe asks whether it builds at all.
	[ "$status" -ne 0 ] || [ "$mode" = probe ] || status=65
elif [ "$status" -eq 64 ]; then
	status=0
fi
if [ "$status" -eq 0 ]; then
	rm -f "$stamp.new"
	{
		printf '%s %s\\n' "$seconds" "$(grep -cE '${FILE_LINE}' "$log")"
		grep -E '\\*\\*\\* ' "$stamp.said"
		rm -f "$stamp.said"
	} >"$stamp.part" && mv "$stamp.part" "$stamp" || exit 1
	printf 'pass %s %s\\n' "$cell" "$seconds"
	exit 0
fi
rm -f "$stamp.said"
printf '%s\\n' "$status" >"$stamp.bad"
printf 'fail %s %s %s\\n' "$cell" "$seconds" "$status"
[ "$mode" = probe ]
`;
