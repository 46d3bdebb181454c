-- Placed in front of every script.
--
-- A record is a hash without a time to live. Its fields:
--   o  owner; empty: released; beginning with '~': nobody, but not to be granted yet
--   t  term
--   x  expiry, in milliseconds of the clock of the server
--   l  ttl, in milliseconds
--   r  run id of the server that wrote the lease; '~' if its leader did not know that server yet
--   i  who leads, for people
--   v  version of this format
--   n  revision of the schedules: grows with every change of one
--   d  doubt: schedules may lack what was claimed before this time; '0' for none
--   s:<name>  entry of a schedule, which only its readers understand

local TERM_LIMIT = 9007199254740992 -- 2^53: whole numbers are exact below

local function text(number)
	return string.format('%.0f', number)
end

local function whole(value)
	local number = string.match(value or '', '^%d+$') and tonumber(value)
	if number and number < TERM_LIMIT then
		return number
	end
end

local function millis()
	local time = redis.call('TIME')
	return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The record; {missing = true}; or {foreign = true} if the key holds something else.
local function read(key)
	local fields = {'o', 't', 'x', 'l', 'r', 'i', 'v', 'n', 'd'}
	local f = redis.pcall('HMGET', key, unpack(fields))
	if f.err then
		if string.find(f.err, 'WRONGTYPE', 1, true) then
			return {foreign = true}
		end
		redis.call('HMGET', key, unpack(fields)) -- fails as it should
	end
	if not (f[1] or f[2] or f[3] or f[4]) then
		-- somebody else's hash is none of ours; who may not ask takes it for missing
		return redis.pcall('EXISTS', key) == 1 and {foreign = true} or {missing = true}
	end
	local record = {owner = f[1], term = whole(f[2]), expiry = whole(f[3]), ttl = whole(f[4]),
		run = f[5] or '', info = f[6] or '', revision = whole(f[8]) or 0, doubt = whole(f[9]) or 0}
	if record.owner and record.term and record.expiry and record.ttl and (f[7] or '1') == '1' then
		record.nobody = string.sub(record.owner, 1, 1) == '~'
		return record
	end
	return {foreign = true}
end

-- The run id of the server, '' if it is not to be asked or does not tell. It is asked once
-- for all keys, and told at the end of the result.
local server_run
local function ask_run_id(ask)
	if ask ~= '1' then
		return ''
	end
	if not server_run then
		local info = redis.pcall('INFO', 'server')
		server_run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
	end
	return server_run
end

-- PERSIST comes first: it takes off the expiry of a released record, and as it is a write
-- that needs no memory, the server lets HSET follow even at its memory limit.
local function write(key, record)
	redis.call('PERSIST', key)
	redis.call('HSET', key, 'o', record.owner, 't', text(record.term), 'x', text(record.expiry),
		'l', text(record.ttl), 'r', record.run, 'i', record.info, 'v', '1')
end

-- Writes the expiry of a record of which nothing else has changed.
local function extend(key, record)
	redis.call('PERSIST', key)
	redis.call('HSET', key, 'x', text(record.expiry))
end

-- Comes last in a script, and its failure is nobody's: a message is a hint.
local function publish(channel, message)
	redis.pcall('PUBLISH', channel, message)
end

-- More than the ttl cannot be left: then the clock of the server went back.
local function remaining(record, now)
	return math.max(math.min(record.expiry - now, record.ttl), 0)
end

local function answer(code, now, remaining, record)
	return {code, text(record.term), remaining, record.owner, now, record.ttl, text(record.expiry),
		record.info, text(record.revision)}
end

-- The answer with schedules: {name, entry, name, entry, ...}
local function answer_schedules(code, now, record, entries)
	local result = answer(code, now, remaining(record, now), record)
	result[10], result[11] = text(record.doubt), entries
	return result
end

local function nothing(code, now)
	return {code, '0', 0, '', now, 0, '0', '', '0'}
end

-- Tells whose data it is that nobody may touch: in the place of the information on a leader.
local function foreign(key, now)
	return {-3, '0', 0, '', now, 0, '0', key, '0'}
end
