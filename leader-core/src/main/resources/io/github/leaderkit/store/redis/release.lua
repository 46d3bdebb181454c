-- Releases a lease, if it is still the one of this owner.
--
-- KEYS    1 record
-- ARGV    1 owner  2 how long the record is kept, in milliseconds (0: for ever)  3 channel
-- Result  {code, term}    code: 1 released, 0 not the lease of this owner

local record = read(KEYS[1])
if record.owner ~= ARGV[1] then
	return {0, text(record.term or 0)}
end
local term = text(record.term)
redis.call('PERSIST', KEYS[1])
redis.call('HSET', KEYS[1], 'o', '', 'x', '0', 'i', '')
if ARGV[2] ~= '0' then
	redis.pcall('PEXPIRE', KEYS[1], ARGV[2])
end
publish(ARGV[3], 'r|' .. term)
return {1, term}
