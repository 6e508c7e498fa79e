/**
 * Runs a test with these modules. Whatever happens, those that were loaded before are loaded again. What the kernel
 * printed meanwhile is printed after it.
 */
export const RELOAD_SCRIPT = `#!/bin/sh
# reload.sh MODULES TEST
modules=$1 test=$2 child=
loaded() {
	lsmod | awk '$1 == "kvm" || $1 == "kvm_intel" || $1 == "kvm_amd" { print $1 }'
}
unload() {
	for name in $(loaded | sort -r); do
		rmmod "$name" || return 1
	done
}
restore() {
	[ -z "$child" ] || kill -9 "-$child" 2>/dev/null
	unload >/dev/null 2>&1
	for name in $own; do
		modprobe "$name" || echo "git-kvm: $name could not be loaded again"
	done
	rm -f "$before"
}
own=$(loaded)
before=$(mktemp) || exit 1
trap restore EXIT
trap 'exit 143' HUP INT TERM
case "$own" in
*kvm_intel*) vendor=kvm-intel ;;
*kvm_amd*) vendor=kvm-amd ;;
*) if grep -qw vmx /proc/cpuinfo; then vendor=kvm-intel; else vendor=kvm-amd; fi ;;
esac
words=$(unload 2>&1) || { echo "KVM's modules stay, as where guests run on this machine: $words"; exit 1; }
# Modules that they need, where the kernel has them as modules.
modprobe -q -a irqbypass ccp
dmesg >"$before"
insmod "$modules/kvm.ko" && insmod "$modules/$vendor.ko" || exit 1
setsid "$test" &
child=$!
wait "$child"
status=$?
dmesg | grep -Fvxf "$before"
exit "$status"
`;
