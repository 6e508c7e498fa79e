# What the hooks and the launcher share, in POSIX sh. Sourced, with $n = the name of the hook. Builtins wherever they
# do: each process that a hook starts is paid at every commit and for every patch sent.

kvm=${0%/hooks/*}
case $kvm in /*) ;; *) kvm=$PWD/$kvm ;; esac
message=${1-}
. "$kvm/hooks/settings.sh" # node, chain, undo

# Words on what keeps git-kvm from checking, and the end: nothing that was not checked goes on.
kvm_stop() {
	[ "$n" != prepare-commit-msg ] || exit 0 # never in the way; commit-msg is next, and has the word
	printf '%s\n' "git-kvm: not checked: $1" \
		'git-kvm: `git kvm install` repairs an installation; to remove it by hand: '"$undo"
	case $n in
	commit-msg) echo "git-kvm: to go on without a check: git commit --no-verify -eF $(kvm_quote "$message")" ;;
	sendemail-validate) echo 'git-kvm: nothing was sent; to send without a check: git send-email --no-validate' ;;
	pre-publish-send-email) echo 'git-kvm: nothing was sent; to send without a check: HUSKY=0 git publish' ;;
	esac
	exit 2
} >&2

# What stood here before git-kvm came: its own arguments, standard input and exit status.
kvm_chain() {
	if [ -f "$chain/$n" ] && [ -x "$chain/$n" ]; then "$chain/$n" "$@"; fi
}

# A hook of husky's that git-kvm has no script for. Ours cannot be missing: that would let everything through.
kvm_no_script() {
	case ${HUSKY-}$n in commit-msg | sendemail-validate | pre-publish-send-email) kvm_stop "$kvm/hooks/$n is missing or empty" ;; esac
	if [ -f "$chain/$n" ] && [ -x "$chain/$n" ]; then exec "$chain/$n" "$@"; fi
	exit 0
}

# The node that was there at the installation, or else one on PATH, never by a relative entry: that would be the tree's.
kvm_find_node() {
	if [ -f "$node" ] && [ -x "$node" ]; then return 0; fi
	kvm_path=$PATH:
	while [ -n "$kvm_path" ]; do
		node=${kvm_path%%:*}/node
		kvm_path=${kvm_path#*:}
		case $node in /*) ;; *) continue ;; esac
		if [ -f "$node" ] && "$node" -e 'process.exit(parseInt(process.version.slice(1))<20?1:0)' 2>/dev/null; then
			return 0
		fi
	done
	return 1
}

# node PROGRAM ARG…: 0, 1 or 2 as the program says. The status of its verdict is 40 higher: a program that ends without
# one (it is cut off, node is killed or too old) is not taken for a clean one.
kvm_run() {
	kvm_find_node || kvm_stop 'node (20 or later) is gone from where it was, and is not on PATH'
	[ -s "$kvm/program/hook.cjs" ] || kvm_stop "$kvm/program/hook.cjs is missing or empty"
	kvm_status=0
	# Certificates that node would read at each start: git-kvm talks to nobody.
	NODE_EXTRA_CA_CERTS= "$node" "$kvm/program/hook.cjs" "$@" || kvm_status=$?
	case $kvm_status in
	40 | 41 | 42) return $((kvm_status - 40)) ;;
	4) kvm_stop "$node is older than 20" ;;
	*) kvm_stop "$kvm/program/hook.cjs is damaged, or node was stopped (status $kvm_status)" ;;
	esac
}

# What git says of the commit that is being made, as src/patches/staged.ts reads it: the settings that say how a message
# is read, up to an empty one, if they are asked for; what is staged; git's exit status.
kvm_git_says() {
	case $kvm_ask in
	settings*)
		git config -z --get-regexp '^(core\.comment(char|string)|commit\.cleanup|i18n\.commitencoding)$' || : # none is set
		printf '\0'
		;;
	esac
	kvm_status=0
	git diff --cached --no-ext-diff --no-textconv --no-color -M --src-prefix=a/ --dst-prefix=b/ -p -- || kvm_status=$?
	printf '\n%s' "$kvm_status"
} 2>/dev/null

# $sender = PID-START of the git send-email above this hook, which all files of one send share and no two sends do.
kvm_find_sender() {
	# Where its state is there already, the name of that tells when it was started. Linux dates what is in /proc by when it
	# was first looked at: no state of a process before it, of the same number, is newer.
	if [ -r "/proc/$PPID/status" ]; then
		while read -r kvm_name kvm_pid; do
			case $kvm_name in PPid:) break ;; esac
		done <"/proc/$PPID/status"
		for sender in "$kvm/../sends/$kvm_pid"-*; do
			sender=${sender##*/}
			if [ "$kvm/../sends/$sender" -nt "/proc/$kvm_pid" ]; then return 0; fi
		done
	fi
	sender= kvm_pid=$PPID
	while [ "${kvm_pid:-0}" -gt 1 ]; do
		kvm_process "$kvm_pid" || break
		case $kvm_name in
		git-send-email* | perl*) sender=$kvm_pid-$kvm_start; return 0 ;;
		git) ;;
		*) sender=${sender:-$kvm_pid-$kvm_start} ;;
		esac
		kvm_pid=$kvm_parent
	done
	[ -n "$sender" ]
}

# kvm_name, kvm_parent and kvm_start of process $1.
kvm_process() {
	if [ -r "/proc/$1/stat" ]; then
		IFS= read -r kvm_stat <"/proc/$1/stat" || return 1
		kvm_name=${kvm_stat#*\(} # the name may hold blanks and parentheses itself
		kvm_name=${kvm_name%)*}
		set -- ${kvm_stat##*) }
		kvm_parent=$2 kvm_start=${20-}
	else
		kvm_start=$(LC_ALL=C ps -o lstart= -p "$1" | tr -cs '0-9A-Za-z\n' '.') && [ -n "$kvm_start" ] || return 1
		kvm_parent=$(ps -o ppid= -p "$1" | tr -d ' ')
		kvm_name=$(ps -o comm= -p "$1")
		kvm_name=${kvm_name##*/}
	fi
}

# What stood here before, for each of the files 1..$1 of the send, with the arguments that git gave for it.
kvm_chain_each() {
	[ -x "$chain/$n" ] || return 0
	kvm_total=$1 GIT_SENDEMAIL_FILE_COUNTER=0
	while [ "$GIT_SENDEMAIL_FILE_COUNTER" -lt "$kvm_total" ]; do
		GIT_SENDEMAIL_FILE_COUNTER=$((GIT_SENDEMAIL_FILE_COUNTER + 1))
		. "$send/$GIT_SENDEMAIL_FILE_COUNTER"
		kvm_chain "$@" || return
	done
}

# Judge the send in node, which finds its state in the environment; the hooks that stood here before do not see that.
kvm_judge() {
	(export GIT_KVM_SEND="$send" && kvm_run sendemail-validate "$@")
}

# Each argument in single quotes, to be read back by sh (and by src/send) byte for byte.
kvm_quote() {
	for kvm_rest; do
		kvm_quoted=
		while :; do
			case $kvm_rest in *\'*) ;; *) break ;; esac
			kvm_quoted=$kvm_quoted${kvm_rest%%\'*}"'\\''"
			kvm_rest=${kvm_rest#*\'}
		done
		printf "'%s' " "$kvm_quoted$kvm_rest"
	done
}

# `git kvm doctor` asks whether this hook fires. The status blocks: a forgotten variable lets nothing through.
if [ -n "${GIT_KVM_SELFTEST-}" ]; then
	echo "git-kvm-selftest $GIT_KVM_SELFTEST $n $kvm"
	exit 3
fi
