-- Reads a record.
--
-- KEYS    1 record
-- Result  {code, term, remaining, owner, server time, ttl, expiry, info, revision}
--         code: 0 the record, of term 0 if there is none; -3 foreign

local now = millis()
local record = read(KEYS[1])
if record.foreign then
	return foreign(KEYS[1], now)
end
if record.missing then
	return nothing(0, now)
end
return answer(0, now, remaining(record, now), record)
