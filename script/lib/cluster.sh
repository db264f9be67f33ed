# Sourced by script/demo: a PostgreSQL of its own, three workers of which each has a containerd of its own, and an
# application that submits jobs to them. One worker is killed on the way.
# Needs root, and: application (an array: how to run samples/cluster), work (a directory), as_root.

cluster_pids=()

database_program() {
	local program=$1; shift
	(cd / && as_root setpriv --reuid=postgres --regid=postgres --init-groups \
		"$(ls -d /usr/lib/postgresql/*/bin | tail -1)/$program" "$@")
}

start_database() {
	database_port=$(( 20000 + RANDOM % 20000 ))
	mkdir -m 755 "$work/database"
	as_root chown postgres "$work/database"
	chmod 755 "$work"
	database_program initdb -D "$work/database/data" -A trust -U postgres --no-sync >/dev/null
	database_program pg_ctl -D "$work/database/data" -w -l "$work/database/log" \
		-o "-p $database_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/database" start >/dev/null
}

query() { database_program psql -h 127.0.0.1 -p "$database_port" -U postgres -tAc "$1"; }

# What docker save makes, of the busybox of this machine.
busybox_archive() {
	local files=$work/image layer
	mkdir -p "$files/root/bin" "$files/root/tmp"
	cp "$(command -v busybox)" "$files/root/bin/busybox"
	ln "$files/root/bin/busybox" "$files/root/bin/sh"
	tar -C "$files/root" --owner=0 --group=0 -cf "$files/layer.tar" .
	layer=$(sha256sum "$files/layer.tar" | cut -d ' ' -f 1)
	printf '{"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
		"$(dpkg --print-architecture)" "$layer" >"$files/config.json"
	printf '[{"Config":"config.json","RepoTags":["busybox:local"],"Layers":["layer.tar"]}]' >"$files/manifest.json"
	tar -C "$files" -cf "$work/busybox.tar" manifest.json config.json layer.tar
}

node() { # the name of a worker, or nothing for the application that submits; then properties
	local name=$1; shift
	local properties=(--spring.datasource.url="jdbc:postgresql://127.0.0.1:$database_port/postgres"
		--spring.datasource.username=postgres)
	if [ -n "$name" ]; then
		properties+=(--libcontainerd.queue.worker.enabled=true --libcontainerd.queue.worker.node="$name"
			--libcontainerd.daemon.mode=always --libcontainerd.state-directory="$work/$name"
			--libcontainerd.daemon.root="$work/$name-root" --libcontainerd.namespace="$name"
			--cluster.image="$work/busybox.tar" --spring.main.keep-alive=true)
	else
		properties+=(--libcontainerd.enabled=false)
	fi
	exec "${application[@]}" "${properties[@]}" "$@"
}

stop_cluster() {
	local pid
	for pid in "${cluster_pids[@]}"; do as_root kill "$pid" 2>/dev/null || true; done
	for pid in "${cluster_pids[@]}"; do wait "$pid" 2>/dev/null || true; done
	database_program pg_ctl -D "$work/database/data" -m immediate stop >/dev/null 2>&1 || true
}

run_cluster() { # how many jobs
	local name victim submitter
	start_database
	busybox_archive
	for name in node-1 node-2 node-3; do
		(node "$name" >"$work/$name.log" 2>&1) &
		cluster_pids+=($!)
	done
	victim=${cluster_pids[1]}
	(node "" --cluster.jobs="$1") >"$work/contest.log" 2>&1 &
	submitter=$!
	tail -n +1 -f --pid="$submitter" "$work/contest.log" &
	until grep -q 'done  *[1-9][0-9]' "$work/contest.log" || ! kill -0 "$submitter" 2>/dev/null; do sleep 0.2; done
	echo "--- node-2 is killed ---"
	kill -9 "$victim"
	wait "$victim" 2>/dev/null || true
	wait "$submitter"
	# What the killed one has left goes with its next start.
	(node node-2 >"$work/node-2-again.log" 2>&1) &
	cluster_pids+=($!)
	for _ in $(seq 600); do
		[ -z "$(query "select 1 from container_queue_node where name = 'node-2' and heard_at > now() - interval '5 s'")" ] ||
			break
		sleep 0.1
	done
}
