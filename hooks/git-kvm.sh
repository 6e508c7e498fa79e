# What the hooks and the launcher share, in POSIX sh. Sourced, with $n = the name of the hook. Builtins wherever they
# do: each process that a hook starts is paid at every commit and for every patch sent.

kvm=${0%/hooks/*}
case $kvm in /*) ;; *) kvm=$PWD/$kvm ;; esac
message=${1-}
. "$kvm/hooks/settings.sh" # node, chain, undo, standby

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

# Ask the program that stands by in this clone (src/hooks/standby.ts) whether the commit with the message file $1 is clean:
# 0 if it is. All else says nothing: a program is started as ever. Builtins only; nothing here waits for a process that is
# gone, as each side holds one end of a pipe, and a pipe is opened by who holds both for a moment.
kvm_ask_standby() {
	kvm_standby=${kvm%/*}/standby kvm_said= # until it has spoken
	[ "$standby${GIT_KVM_STANDBY-}" = yes ] && [ -p "$kvm_standby/ask" ] && [ -O "$kvm_standby/ask" ] && [ -O "$kvm_standby/say" ] || return 1
	# One that was stopped would keep the commit waiting.
	IFS=- read -r kvm_pid kvm_start <"$kvm_standby/process" && read -r kvm_stat <"/proc/$kvm_pid/stat" || return 1
	case $kvm_stat in *') T '* | *') t '*) return 1 ;; esac
	set -C # one at a time; it takes this away when the pipes are closed
	if { true >"$kvm_standby/busy"; } 2>/dev/null; then set +C; else set +C; return 1; fi
	trap '' PIPE
	{ kvm_say_and_hear "$1"; } 6<>"$kvm_standby/ask" 8>"$kvm_standby/ask" 7<>"$kvm_standby/say" 9<"$kvm_standby/say" || :
	trap - PIPE
	[ "$kvm_said" = "$$ clean" ]
} 2>/dev/null
kvm_say_and_hear() {
	exec 6>&- 7>&- # by exec: a shell keeps what it closes otherwise, to open it again
	printf '%s\0%s\0' "$$" "$1" >&8 && IFS= read -r kvm_said <&9
}

# Have a program stand by from now on, with $1 to begin with. It holds nothing of what is open here, and nobody waits for it.
kvm_stand_by() {
	[ "$standby${GIT_KVM_STANDBY-}" = yes ] && [ -r "/proc/$$/environ" ] && kvm_find_node || return 0
	if IFS=- read -r kvm_pid kvm_start <"${kvm%/*}/standby/process" && [ -e "/proc/$kvm_pid/exe" ]; then return 0; fi 2>/dev/null
	case $1 in /*) set -- "$1" ;; *) set -- "$PWD/$1" ;; esac
	NODE_EXTRA_CA_CERTS= "$node" "$kvm/program/standby.cjs" "$1" </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
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
