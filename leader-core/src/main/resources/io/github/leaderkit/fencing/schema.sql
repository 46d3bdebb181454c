-- The table of JdbcFence. On Oracle, the type of term is number(19).
create table leader_fence (
	resource_name varchar(200) not null primary key,
	term bigint not null
);
