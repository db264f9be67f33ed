-- The queue of containers. May be run again, and by several applications at once.
select pg_advisory_lock(7218846213);

create table if not exists container_job (
	id text primary key,
	seq bigint generated always as identity,
	state text not null default 'QUEUED',
	format int not null,
	image text not null,
	submitter text not null,
	priority int not null,
	turn bigint not null,
	memory bigint not null,
	cpus double precision not null,
	requires jsonb not null,
	content_hash text not null,
	attempt int not null default 0,
	failures int not null default 0,
	max_failures int not null,
	late_results int not null default 0,
	cancel_requested boolean not null default false,
	node text,
	problem text,
	lease_until timestamptz,
	watched_until timestamptz,
	available_at timestamptz not null default clock_timestamp(),
	submitted_at timestamptz not null default clock_timestamp(),
	started_at timestamptz,
	finished_at timestamptz
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

create index if not exists container_job_queued on container_job (priority desc, turn, seq) where state = 'QUEUED';
create index if not exists container_job_turn on container_job (submitter, priority, turn) where state = 'QUEUED';
create index if not exists container_job_running on container_job (id) where state = 'RUNNING';
create index if not exists container_job_finished on container_job (finished_at) where finished_at is not null;
create index if not exists container_job_newest on container_job (seq desc);

create table if not exists container_job_request (
	job_id text primary key references container_job on delete cascade,
	content text not null
);

create table if not exists container_job_attempt (
	job_id text not null references container_job on delete cascade,
	attempt int not null,
	node text not null,
	started_at timestamptz not null,
	ended_at timestamptz,
	ending text,
	problem text,
	primary key (job_id, attempt)
);

create table if not exists container_job_result (
	job_id text primary key references container_job on delete cascade,
	attempt int not null,
	node text not null,
	exit_code int not null,
	oom_killed boolean not null,
	timed_out boolean not null,
	duration_nanos bigint not null,
	stdout bytea not null,
	stdout_truncated boolean not null,
	stderr bytea not null,
	stderr_truncated boolean not null
);

create table if not exists container_job_output (
	job_id text not null references container_job on delete cascade,
	attempt int not null,
	piece bigint not null,
	stream smallint not null,
	content bytea not null,
	primary key (job_id, attempt, piece)
);

create table if not exists container_queue_node (
	name text primary key,
	labels jsonb not null,
	memory bigint not null,
	memory_reserved bigint not null,
	cpus double precision not null,
	cpus_reserved double precision not null,
	running int not null,
	draining boolean not null,
	heard_at timestamptz not null
);

select pg_advisory_unlock(7218846213);
