-- Reads a record.
--
-- KEYS    1 record
-- Result  {code, term, remaining, owner, server time, ttl, expiry, info, 1}
--         code: 0 the record, of term 0 if there is none; -3 foreign

local now = millis()
local record = read(KEYS[1])
if record.foreign then
	return foreign(KEYS[1], now)
end
if record.missing then
	return nothing(0, now)
end
-- More than the ttl cannot be left: then the clock of the server went back.
return answer(0, now, math.max(math.min(record.expiry - now, record.ttl), 0), record)
