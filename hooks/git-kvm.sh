# What the hooks and the launcher share, in POSIX sh. Sourced, with $n = the name of the hook and $kvm = the folder of the
# installation. Builtins where possible: each process is a cost for every commit and every patch sent.

case $kvm in /*) ;; *) kvm=$PWD/$kvm ;; esac
case $kvm in */hooks/../git-kvm/current) kvm=${kvm%/hooks/../git-kvm/current}/git-kvm/current ;; esac
kvm_common=${kvm%/git-kvm/current}
message=${1-}
. "$kvm/hooks/settings.sh" # node, chain, undo
[ -n "$chain" ] || chain=$kvm_common/git-kvm-hooks

# A relative entry in PATH would run what the tree brings. Hooks that were here before get PATH as it was.
kvm_path=$PATH kvm_rest=$PATH: kvm_whole=
while [ -n "$kvm_rest" ]; do
	case $kvm_rest in /*) kvm_whole=$kvm_whole${kvm_whole:+:}${kvm_rest%%:*} ;; esac
	kvm_rest=${kvm_rest#*:}
done
PATH=${kvm_whole:-/usr/bin:/bin}

# Say what keeps git-kvm from checking, and stop: nothing continues unchecked.
kvm_stop() {
	[ "$n" != prepare-commit-msg ] || exit 0 # commit-msg is next, and reports it
	if [ -n "$undo" ]; then :
	elif [ "$n" = git-kvm ]; then undo='git config --unset alias.kvm'
	elif [ -e "$chain/$n" ]; then undo="mv $(kvm_quote "$chain/$n" "$0")"
	else undo="rm $(kvm_quote "$0")"
	fi
	printf '%s\n' "git-kvm: not checked: $1" \
		'git-kvm: `git kvm install` repairs an installation; to remove it by hand: '"$undo"
	case $n in
	commit-msg) echo "git-kvm: to continue without the check, repeat the options and paths of this commit after:" \
		"git commit --no-verify -eF $(kvm_quote "$message")" ;;
	sendemail-validate) echo 'git-kvm: nothing was sent; to send without the check: git send-email --no-validate' ;;
	pre-publish-send-email) echo 'git-kvm: nothing was sent; to send without the check: HUSKY=0 git publish' ;;
	esac
	exit 2
} >&2

# The hook that was there before git-kvm, with its arguments, standard input and exit status. One that can't be run is skipped with the
# hint that git would give.
kvm_chain() {
	[ -f "$chain/$n" ] || return 0
	if [ -x "$chain/$n" ]; then
		PATH=$kvm_path "$chain/$n" "$@"
	elif [ "$(git config --type=bool advice.ignoredHook)" != false ]; then
		echo "hint: The '$chain/$n' hook was ignored because it's not set as executable." >&2
		echo 'hint: You can disable this warning with `git config advice.ignoredHook false`.' >&2
	fi
}

# A hook of husky's that git-kvm has no script for. Ours cannot be missing: that would let everything through.
kvm_no_script() {
	case ${HUSKY-}$n in commit-msg | sendemail-validate | pre-publish-send-email) kvm_stop "$kvm/hooks/$n is missing or empty" ;; esac
	kvm_chain "$@"
	exit
}

# The node that was there at the installation, or else one on PATH.
kvm_find_node() {
	if [ -f "$node" ] && [ -x "$node" ]; then return 0; fi
	kvm_rest=$PATH:
	while [ -n "$kvm_rest" ]; do
		node=${kvm_rest%%:*}/node
		kvm_rest=${kvm_rest#*:}
		if [ -f "$node" ] && "$node" -e 'process.exit(parseInt(process.version.slice(1))<20?1:0)' 2>/dev/null; then
			return 0
		fi
	done
	return 1
}

# What can break or hang node, or change what git prints. In a subshell only: other people's hooks see what is set.
kvm_clean() {
	unset NODE_OPTIONS NODE_PATH NODE_V8_COVERAGE NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE NODE_EXTRA_CA_CERTS \
		NODE_DEBUG NODE_DEBUG_NATIVE NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE NODE_UNIQUE_ID NODE_ICU_DATA \
		NODE_PENDING_DEPRECATION NODE_PRESERVE_SYMLINKS NODE_PRESERVE_SYMLINKS_MAIN NODE_REDIRECT_WARNINGS \
		NODE_TLS_REJECT_UNAUTHORIZED NODE_USE_ENV_PROXY NODE_USE_SYSTEM_CA OPENSSL_CONF SSL_CERT_DIR SSL_CERT_FILE \
		GIT_DIFF_OPTS GIT_EXTERNAL_DIFF \
		GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS || :
}

# node PROGRAM ARG…: $kvm_status. That of a verdict is 40 higher: a program that ends without one (it is cut off, node is
# killed or too old) is not taken for a clean one.
kvm_start() {
	kvm_find_node || kvm_stop 'node (20 or later) not found where it was installed, nor on PATH'
	[ -s "$kvm/program/hook.cjs" ] || kvm_stop "$kvm/program/hook.cjs is missing or empty"
	kvm_status=0
	(kvm_clean && exec "$node" "$kvm/program/hook.cjs" "$@") || kvm_status=$?
	case $kvm_status in
	40 | 41 | 42) ;;
	4) kvm_stop "$node is older than 20" ;;
	*) kvm_stop "$kvm/program/hook.cjs is damaged, or node was stopped (status $kvm_status)" ;;
	esac
}

# The same: 0, 1 or 2 as the program says.
kvm_run() {
	kvm_start "$@"
	return $((kvm_status - 40))
}

# What git says about the commit that is being made, as src/patches/staged.ts reads it: the settings that say how a message
# is read, up to an empty one, if they are asked for; what is staged; git's exit status.
kvm_git_says() {
	kvm_clean
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
		kvm_name=${kvm_stat#*\(} # the name may have spaces and parentheses
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

# The hook that was there before, for each of the files 1..$1 of the send, with the arguments that git gave for it.
kvm_chain_each() {
	[ -x "$chain/$n" ] || {
		kvm_chain
		return 0
	}
	kvm_total=$1 GIT_SENDEMAIL_FILE_COUNTER=0
	while [ "$GIT_SENDEMAIL_FILE_COUNTER" -lt "$kvm_total" ]; do
		GIT_SENDEMAIL_FILE_COUNTER=$((GIT_SENDEMAIL_FILE_COUNTER + 1))
		. "$send/$GIT_SENDEMAIL_FILE_COUNTER"
		kvm_chain "$@" || return
	done
}

# Check the send in node, which finds its state in the environment; the hooks that were there before do not see that.
kvm_check() {
	(export GIT_KVM_SEND="$send" && kvm_run sendemail-validate "$@")
}

# Each argument in single quotes, to be read back by sh (and by src/hooks/send) byte for byte.
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

# `git kvm install` and `doctor` ask whether this hook answers, and node with it. The status blocks: a forgotten variable
# lets nothing through.
if [ -n "${GIT_KVM_SELFTEST-}" ]; then
	[ "$n" = git-kvm ] || kvm_start "$n" --selftest
	echo "git-kvm-selftest $GIT_KVM_SELFTEST $n"
	exit 3
fi
