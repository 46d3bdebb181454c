-- Changes entries of schedules, each only if it still is what the caller knows.
--
-- KEYS    1 record
-- ARGV    1 owner ('': whoever leads)  2 term  3 not after (0: whenever)
--         4 restored revision (0: nothing is restored)
--         5 to 8, and so on for each change: name, expected entry ('': none), replacement,
--         not before
-- Result  {code, term, remaining, owner, server time, ttl, expiry, info, revision, doubt,
--         {name, entry, name, entry, ...}} with each entry that was to be changed, as it is now
--         code: 1 done, 0 not the lease of this owner or no record, -1 late, -3 foreign
--
-- A record is never created here: only the scripts that write leases do that.
-- In a replacement the server writes its time for the first '@' between bars.

local key, owner, term = KEYS[1], ARGV[1], tonumber(ARGV[2])
local not_after, restored = tonumber(ARGV[3]), tonumber(ARGV[4])

local now = millis()
if not_after > 0 and now > not_after then
	return nothing(-1, now)
end
local record = read(key)
if record.foreign then
	return foreign(key, now)
end
if record.missing then
	return nothing(0, now)
end
if owner ~= '' then
	if record.owner ~= owner or record.term ~= term or record.expiry <= now then
		return answer_schedules(0, now, record, {})
	end
	redis.call('PERSIST', key) -- as in write: lets HSET follow at the memory limit
end

local entries, changed = {}, restored > 0
for i = 5, #ARGV, 4 do
	local name, expected, replacement, not_before = ARGV[i], ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3])
	local entry = redis.call('HMGET', key, 's:' .. name)[1] or ''
	if entry == expected and now >= not_before then
		entry = string.gsub(replacement, '|@|', '|' .. text(now) .. '|', 1)
		redis.call('HSET', key, 's:' .. name, entry)
		changed = true
	end
	entries[#entries + 1] = name
	entries[#entries + 1] = entry
end
if changed then
	record.revision = math.max(record.revision, restored) + 1
end
-- Written even if it is the same: replicas are waited for only by who has written. A change
-- that comes again may be one that they lacked.
redis.call('HSET', key, 'n', text(record.revision))
if restored > 0 then
	record.doubt = 0
	redis.call('HSET', key, 'd', '0')
end
return answer_schedules(1, now, record, entries)
