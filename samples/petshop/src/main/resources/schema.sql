create table if not exists pets (
	id bigint generated always as identity primary key,
	name text not null,
	species text not null
);
