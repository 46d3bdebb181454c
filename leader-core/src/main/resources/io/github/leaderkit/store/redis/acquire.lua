-- Grants the lease if nobody holds it.
--
-- KEYS    1 record
-- ARGV    1 instance  2 attempt  3 ttl  4 not after (0: whenever)  5 lowest term  6 lowest expiry
--         7 rebase (1 or 0)  8 strict (1 or 0)  9 earned signature  10 hold  11 takeover delay
--         12 info  13 ask for the run id (1 or 0)  14 channel
-- Result  {code, term, remaining, owner, server time, ttl, expiry, info, revision}
--         code: 1 granted, 0 held, -1 late, -3 foreign
--
-- Lowest term and expiry are what the caller remembers to have seen: a record below them
-- has gone back. All times are milliseconds.

local key, instance, attempt = KEYS[1], ARGV[1], tonumber(ARGV[2])
local ttl, not_after = tonumber(ARGV[3]), tonumber(ARGV[4])
local min_term, min_expiry = tonumber(ARGV[5]), tonumber(ARGV[6])
local rebase, strict, earned = ARGV[7] == '1', ARGV[8] == '1', ARGV[9]
local hold, takeover_delay, info, channel = tonumber(ARGV[10]), tonumber(ARGV[11]), ARGV[12], ARGV[14]
local owner = instance .. '#' .. ARGV[2]

local now = millis()
if not_after > 0 and now > not_after then
	return nothing(-1, now)
end
local record = read(key)
if record.foreign then
	return foreign(key, now)
end

-- Nobody leads for one hold time; the true leader, if there is one, takes the record back
-- by renewing. The longest ttl that is known decides how long that is; one that is nobody's
-- is such a time already, and would grow without end if the server restarts again and again.
local function quarantine(run)
	local known = record.nobody and record.ttl or (record.ttl or 0) * 7 / 6
	local wait = math.ceil(math.max(hold, known))
	record = {owner = '~' .. owner, term = math.max(record.term or 0, min_term), expiry = now + wait,
		ttl = wait, run = run, info = '', revision = record.revision or 0}
	write(key, record)
	redis.call('HSET', key, 'd', text(now))
	return answer(0, now, wait, record)
end

-- 1. Does someone hold it?
if not record.missing then
	local holder, number = string.match(record.owner, '^(%x+)#(%d+)$')
	local own = holder == instance
	number = tonumber(number)
	if own and number == attempt and record.expiry > now then -- this request came twice
		ask_run_id(ARGV[13])
		return answer(1, now, record.expiry - now, record)
	end
	local own_older = own and number < attempt
	if record.owner ~= '' and not own_older then
		local expiry, term = record.expiry, record.term
		if expiry - now > record.ttl then -- the clock of the server went back
			expiry = now + record.ttl
		end
		if rebase then -- the caller saw it jump forward
			expiry = math.max(expiry, now + record.ttl)
		end
		if record.nobody then -- raised in place, so that the next memory need not quarantine again
			term = math.max(term, min_term)
		end
		if expiry ~= record.expiry or term ~= record.term then
			record.expiry, record.term = expiry, term
			redis.call('PERSIST', key)
			redis.call('HSET', key, 'x', text(expiry), 't', text(term))
		end
		local free = record.nobody and expiry or expiry + takeover_delay
		if free > now then
			return answer(0, now, free - now, record)
		end
		if strict and earned ~= record.owner .. '|' .. text(term) .. '|' .. text(expiry) then
			return answer(0, now, 0, record)
		end
	end
end

-- 2. Can the record be trusted?
local run = ask_run_id(ARGV[13])
if record.missing then
	if min_term > 0 or strict then
		return quarantine(run)
	end
else
	local led = record.owner ~= '' and not record.nobody
	local went_back = record.term < min_term or (record.term == min_term and led and record.expiry < min_expiry)
	local other_server = run ~= '' and record.run ~= '' and record.run ~= run
	if went_back or other_server then
		return quarantine(run)
	end
end

-- 3. It is free.
local term = math.max((record.term or 0) + 1, min_term + 1, now)
if term >= TERM_LIMIT then
	return foreign(key, now)
end
record = {owner = owner, term = term, expiry = now + ttl, ttl = ttl, run = run, info = info,
	revision = record.revision or 0}
write(key, record)
publish(channel, 'a|' .. text(term) .. '|' .. owner)
return answer(1, now, ttl, record)
