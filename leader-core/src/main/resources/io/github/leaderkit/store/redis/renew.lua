-- Renews a lease, and takes it back if the server has forgotten it.
--
-- KEYS    1 record
-- ARGV    1 owner  2 term  3 ttl  4 not after (0: whenever)  5 info  6 ask for the run id (1 or 0)
--         7 run id of the server whose clock not after was computed from
-- Result  {code, term, remaining, owner, server time, ttl, expiry, info, revision}
--         code: 1 renewed, 3 taken back, 0 lost, -1 late, -3 foreign
--
-- If this server has another run id, a failover lies between: not after was no protection, and
-- this may be a renewal of long ago. Then the run id that is written is nobody's, so that no
-- server, not even the former one, trusts the record without its leader.

local key, owner, term = KEYS[1], ARGV[1], tonumber(ARGV[2])
local ttl, not_after, info, run = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[7]
local server = ask_run_id(ARGV[6])
if server ~= '' and server ~= run then
	run = '~'
end

local now = millis()
if not_after > 0 and now > not_after then
	return nothing(-1, now)
end
local record = read(key)
if record.foreign then
	return foreign(key, now)
end

local code = 3
if not record.missing then
	local older = record.term < term and (record.owner == '' or record.expiry <= now)
	if record.owner == owner and record.term <= term then
		code = 1
	elseif not ((record.nobody and record.term <= term) or older) then
		return answer(0, now, remaining(record, now), record)
	end
end

local same = code == 1 and record.term == term and record.ttl == ttl and record.run == run and record.info == info
record = {owner = owner, term = term, expiry = now + ttl, ttl = ttl, run = run, info = info,
	revision = record.revision or 0}
if same then
	extend(key, record)
else
	write(key, record)
end
return answer(code, now, ttl, record)
