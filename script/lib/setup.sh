# Sourced by the scripts beside: installs what is missing on a Debian or Ubuntu machine.
# Nothing that is there already is replaced.

if [ "$(id -u)" = 0 ]; then as_root() { "$@"; }; else as_root() { sudo -n "$@"; }; fi

# What the demo of a sample needs, or without one all that tests need.
missing_packages() {
	command -v javac >/dev/null && [ "$(javac -version 2>&1 | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 17 ] || echo openjdk-17-jdk-headless
	command -v mvn >/dev/null || echo maven
	command -v containerd >/dev/null || echo containerd
	command -v runc >/dev/null || [ -x /usr/sbin/runc ] || echo runc
	static_busybox || echo busybox-static
	command -v curl >/dev/null || echo curl
	command -v ip >/dev/null || [ -x /usr/sbin/ip ] || echo iproute2
	command -v nft >/dev/null || [ -x /usr/sbin/nft ] || echo nftables
	command -v conntrack >/dev/null || [ -x /usr/sbin/conntrack ] || echo conntrack
	command -v setsid >/dev/null || echo util-linux
	command -v xz >/dev/null || echo xz-utils
	case "${1:-}" in
		'' | console) command -v npm >/dev/null || echo npm ;;
	esac
	case "${1:-}" in
		'' | cluster) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql ;;
	esac
	[ -z "${1:-}" ] || return 0
	command -v crun >/dev/null || echo crun
	command -v runsc >/dev/null || echo runsc
	command -v iptables >/dev/null || [ -x /usr/sbin/iptables ] || echo iptables
	[ -x /usr/lib/cni/portmap ] || [ -x /opt/cni/bin/portmap ] || echo containernetworking-plugins
	command -v docker-registry >/dev/null || echo docker-registry
	command -v zstd >/dev/null || echo zstd
	command -v skopeo >/dev/null || echo skopeo
	[ -x /usr/bin/tini-static ] || echo tini
	command -v chromium >/dev/null || echo chromium
	command -v chromedriver >/dev/null || echo chromium-driver
}

static_busybox() {
	command -v busybox >/dev/null && ! ldd "$(command -v busybox)" >/dev/null 2>&1
}

setup() {
	local packages
	packages=$(missing_packages "$@" | sort -u | tr '\n' ' ')
	if [ -n "${packages// /}" ]; then
		echo "Installing $packages"
		export DEBIAN_FRONTEND=noninteractive
		as_root apt-get -q -o DPkg::Lock::Timeout=300 update >/dev/null
		# shellcheck disable=SC2086
		as_root apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $packages >/dev/null
	fi
	case ":$PATH:" in *:/usr/sbin:*) ;; *) export PATH="$PATH:/usr/sbin:/sbin" ;; esac
}
