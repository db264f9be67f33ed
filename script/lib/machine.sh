#!/usr/bin/env bash
# A virtual machine with a Debian that has systemd, cgroup v2, AppArmor and swap, for tests of what the kernel of this
# machine may not have. Only Debian's packages are needed, from the mirror that this machine's apt uses.
#   machine.sh build DIRECTORY RELEASE     makes the disk, once (some 3 minutes); RELEASE is bookworm or trixie
#   machine.sh start DIRECTORY FOLDER...   boots it; each folder is seen in it at the same path, and what is written
#                                          there is lost with the machine
#   machine.sh run DIRECTORY COMMAND       runs a line of bash in it as root, with its output and its exit status
#   machine.sh stop DIRECTORY              ends it
# Each start begins with the disk as it was built. The machine reaches no network, and is reached by SSH on loopback only.
# Without KVM it is emulated, about ten times slower. CPUS=2 and MEMORY=6G are its size.
set -euo pipefail

usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }
fail() { echo "machine.sh: $*" >&2; exit 1; }
[ $# -ge 2 ] || usage
action=$1
mkdir -p "$2"
directory=$(cd "$2" && pwd)
shift 2

need() { # PROGRAM PACKAGE...
	local missing=()
	while [ $# -ge 2 ]; do
		command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || missing+=("$2")
		shift 2
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	echo "Installing ${missing[*]}"
	apt-get -q -o DPkg::Lock::Timeout=300 update >/dev/null
	DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends \
		"${missing[@]}" >/dev/null
}

index() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep "$1/\?\$" | head -n 1; }

process() { # the number of the emulator that uses the disk, if it runs
	local number
	number=$(cat "$directory/pid" 2>/dev/null) || return 0
	if [ -r "/proc/$number/cmdline" ] && tr '\0' ' ' <"/proc/$number/cmdline" | grep -qF "$directory/disk"; then
		echo "$number"
	fi
}

inside() {
	ssh -q -i "$directory/key" -o IdentitiesOnly=yes -o UserKnownHostsFile="$directory/known_hosts" -o HostKeyAlias=machine \
		-o StrictHostKeyChecking=yes -o PasswordAuthentication=no -o ConnectTimeout=10 -o ServerAliveInterval=30 \
		-p "$(cat "$directory/port")" root@127.0.0.1 "$@"
}

build() {
	local release=$1 java packages mirror security sources proxies=() line root=$directory/root
	case "$release" in
		bookworm) java=openjdk-17-jdk-headless ;;
		trixie) java=openjdk-21-jdk-headless ;;
		*) fail "no such release: $release" ;;
	esac
	packages=linux-image-amd64,initramfs-tools,systemd-sysv,udev,dbus,kmod,apparmor,openssh-server,iproute2,procps
	packages+=,ca-certificates,curl,$java,containerd,runc,crun,runsc,tini,busybox-static,nftables,iptables,conntrack
	packages+=,containernetworking-plugins,docker-registry,skopeo,zstd,xz-utils,util-linux
	# The number changes with what is done to the disk below.
	local stamp="$release $packages 1"
	[ "$(cat "$directory/stamp" 2>/dev/null)" != "$stamp" ] || return 0
	[ -z "$(process)" ] || fail "the machine runs: machine.sh stop $directory"
	need mmdebstrap mmdebstrap mke2fs e2fsprogs ssh-keygen openssh-client
	mirror=${DEBIAN_MIRROR:-$(index /debian)}
	[ -n "$mirror" ] || fail "apt knows no Debian mirror; set DEBIAN_MIRROR"
	security=$(index /debian-security || true)
	sources=("deb $mirror $release main" "deb $mirror $release-updates main")
	[ -z "$security" ] || sources+=("deb $security $release-security main")
	while read -r line; do [ -z "$line" ] || proxies+=(--aptopt="$line"); done \
		< <(apt-config dump | grep -E '^Acquire::https?::Proxy.* "[^"]' || true)
	rm -rf "$root" "$directory/stamp" "$directory/disk"
	[ -e "$directory/key" ] || ssh-keygen -q -t ed25519 -N '' -C machine -f "$directory/key"
	echo "Making a machine of Debian $release"
	# A small initial RAM disk: what boots from it is known.
	mmdebstrap --mode=root --variant=minbase --components=main --include="$packages" "${proxies[@]}" \
		--dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/lib/modules/*/kernel/drivers/gpu/*' \
		--dpkgopt='path-exclude=/lib/modules/*/kernel/sound/*' \
		--essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d"
			printf "MODULES=list\nCOMPRESS=zstd\n" >"$1/etc/initramfs-tools/conf.d/machine"
			printf "virtio_pci\nvirtio_blk\next4\n" >"$1/etc/initramfs-tools/modules"' \
		"$release" "$root" "${sources[@]}" >"$directory/build.log" 2>&1 </dev/null ||
		{ tail -n 20 "$directory/build.log" >&2; fail "the system could not be made: $directory/build.log"; }
	echo machine >"$root/etc/hostname"
	echo "127.0.0.1 localhost machine" >"$root/etc/hosts"
	printf '/dev/vda / ext4 defaults,noatime 0 0\n/swap none swap sw 0 0\n' >"$root/etc/fstab"
	dd if=/dev/zero of="$root/swap" bs=1M count=512 status=none
	chmod 600 "$root/swap"
	mkswap "$root/swap" >/dev/null
	mkdir -p "$root/root/.ssh" "$root/etc/systemd/network" "$root/etc/ssh/sshd_config.d"
	chmod 700 "$root/root/.ssh"
	cp "$directory/key.pub" "$root/root/.ssh/authorized_keys"
	printf '[Match]\nType=ether\n[Network]\nAddress=10.0.2.15/24\nGateway=10.0.2.2\n' >"$root/etc/systemd/network/machine.network"
	printf 'PermitRootLogin prohibit-password\nUseDNS no\n' >"$root/etc/ssh/sshd_config.d/machine.conf"
	sed 's/^/machine /' "$root/etc/ssh/ssh_host_ed25519_key.pub" >"$directory/known_hosts"
	systemctl --root "$root" -q enable systemd-networkd ssh >/dev/null 2>&1 || true
	# The tests start their own.
	systemctl --root "$root" -q mask containerd docker-registry apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
		e2scrub_all.timer fstrim.timer systemd-networkd-wait-online >/dev/null 2>&1 || true
	cp -L "$root"/boot/vmlinuz-* "$directory/kernel"
	cp -L "$root"/boot/initrd.img-* "$directory/initrd"
	rm -rf "$root"/var/lib/apt/lists/* "$root"/boot/* "$root"/var/cache/apt/*.bin
	mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -E lazy_itable_init=1,root_owner=0:0 -d "$root" "$directory/disk" 24G
	rm -rf "$root"
	printf '%s' "$stamp" >"$directory/stamp"
}

# KVM, if a kernel gets anywhere with it: below some hypervisors it does not.
accelerator() {
	if [ ! -e "$directory/accelerator" ]; then
		echo tcg,thread=multi,tb-size=1024 >"$directory/accelerator"
		if [ -w /dev/kvm ]; then
			timeout 20 qemu-system-x86_64 -accel kvm -cpu host -m 512 -nodefaults -display none -no-reboot \
				-serial file:"$directory/kvm.log" -kernel "$directory/kernel" -append "console=ttyS0 panic=-1" \
				>/dev/null 2>&1 </dev/null || true
			! grep -q 'Kernel panic - not syncing: VFS' "$directory/kvm.log" 2>/dev/null || echo kvm >"$directory/accelerator"
		fi
	fi
	cat "$directory/accelerator"
}

start() {
	[ -e "$directory/stamp" ] || fail "there is no machine in $directory: machine.sh build $directory bookworm"
	[ -z "$(process)" ] || fail "the machine runs already: machine.sh stop $directory"
	need qemu-system-x86_64 qemu-system-x86 ssh openssh-client
	local accelerator cpu=max devices=() folder n=0 port begun=$SECONDS
	accelerator=$(accelerator)
	[ "$accelerator" != kvm ] || cpu=host
	for folder in "$@"; do
		devices+=(-virtfs "local,path=$folder,mount_tag=folder$n,security_model=none,multidevs=remap,readonly=on")
		n=$((n + 1))
	done
	for port in $(shuf -i 20000-29999 -n 50); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break; done
	echo "$port" >"$directory/port"
	mkdir -p "$directory/tmp"
	TMPDIR=$directory/tmp setsid qemu-system-x86_64 -accel "$accelerator" -cpu "$cpu" -machine q35 -smp "${CPUS:-2}" \
		-m "${MEMORY:-6G}" -nodefaults -display none -no-reboot -serial "file:$directory/console" \
		-drive "file=$directory/disk,format=raw,if=virtio,snapshot=on,cache=unsafe,discard=unmap" \
		-nic "user,model=virtio-net-pci,restrict=on,hostfwd=tcp:127.0.0.1:$port-:22" -device virtio-rng-pci "${devices[@]}" \
		-kernel "$directory/kernel" -initrd "$directory/initrd" \
		-append "root=/dev/vda rw console=ttyS0 net.ifnames=0 mitigations=off" >"$directory/emulator.log" 2>&1 </dev/null &
	echo $! >"$directory/pid"
	until inside true 2>/dev/null </dev/null; do
		[ -n "$(process)" ] || { cat "$directory/emulator.log" >&2; fail "the machine has ended: $directory/console"; }
		[ $((SECONDS - begun)) -lt 600 ] || { stop; fail "the machine does not answer: $directory/console"; }
		sleep 1
	done
	n=0
	for folder in "$@"; do
		inside "lower=/run/folders/$n upper=/var/folders/$n && mkdir -p $(printf %q "$folder") \$lower \$upper/up \$upper/work &&
			mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose folder$n \$lower &&
			mount -t overlay -o lowerdir=\$lower,upperdir=\$upper/up,workdir=\$upper/work folder$n $(printf %q "$folder")" \
			</dev/null || { stop; fail "$folder can't be mounted in the machine"; }
		n=$((n + 1))
	done
	echo "The machine is up after $((SECONDS - begun)) s (${accelerator%%,*})"
}

stop() {
	local number
	number=$(process)
	[ -n "$number" ] || return 0
	inside 'systemctl poweroff' >/dev/null 2>&1 </dev/null || true
	for _ in $(seq 300); do [ -e "/proc/$number" ] || break; sleep 0.1; done
	[ ! -e "/proc/$number" ] || kill -KILL "$number" 2>/dev/null || true
	rm -rf "$directory/pid" "$directory/port" "$directory/tmp"
}

case "$action" in
	build) [ $# = 1 ] || usage; build "$1" ;;
	start) start "$@" ;;
	run) [ $# = 1 ] || usage; [ -n "$(process)" ] || fail "the machine does not run"; inside "exec bash -lc $(printf %q "$1")" ;;
	stop) stop ;;
	*) usage ;;
esac
