-- Reads a record with all its schedules.
--
-- KEYS    1 record
-- Result  {code, term, remaining, owner, server time, ttl, expiry, info, revision, doubt,
--         {name, entry, name, entry, ...}}
--         code: 0 the record, of term 0 and without schedules if there is none; -3 foreign

local key = KEYS[1]
local now = millis()
local record = read(key)
if record.foreign then
	return foreign(key, now)
end
if record.missing then
	return nothing(0, now)
end
local fields = redis.call('HGETALL', key)
local entries = {}
for i = 1, #fields, 2 do
	local name = string.match(fields[i], '^s:(.+)$')
	if name then
		entries[#entries + 1] = name
		entries[#entries + 1] = fields[i + 1]
	end
end
return answer_schedules(0, now, record, entries)
