/** What modules use of each other, where they are not linked. */

/**
 * Shell that fails where kvm-intel or kvm-amd uses what kvm has and does not export. Objects tell so, without the vmlinux
 * that modpost wants. A symbol is exported where the entry for it is: `__export_symbol_` since 6.4, before it `__ksymtab_`.
 */
export function exportsScript(nm: string): string {
  return `KVM=$OUT/arch/x86/kvm
for user in kvm-intel kvm-amd; do
	[ -f "$KVM/kvm.o" ] && [ -f "$KVM/$user.o" ] || continue
	{ ${nm} "$KVM/kvm.o"; echo; ${nm} -u "$KVM/$user.o"; } 2>/dev/null | awk -v user="$user" '
NF == 0 { isUser = 1; next }
isUser { if (($NF in has) && !($NF in exports)) { print "error: " $NF " is not exported by kvm.ko, and " user ".ko uses it"; bad = 1 }; next }
sub(/^__(export_symbol|ksymtab)_/, "", $NF) { exports[$NF] = 1; next }
NF == 3 && $2 ~ /^[A-TV-Z]$/ { has[$3] = 1 }
END { exit bad }'
done
`;
}
