-- Takes the owner off a lease but lets the lease run to its end: the leader's next renewal
-- is lost, and nobody else is granted before the leader can no longer believe to lead.
--
-- KEYS    1 record
-- ARGV    1 channel
-- Result  {code, term}    code: 1 revoked, 0 nobody leads, -3 foreign

local record = read(KEYS[1])
if record.foreign then
	return {-3, '0'}
end
if record.missing or record.owner == '' or record.nobody then
	return {0, text(record.term or 0)}
end
if record.term + 1 >= TERM_LIMIT then
	return {-3, '0'}
end
local term = text(record.term + 1)
redis.call('PERSIST', KEYS[1])
redis.call('HSET', KEYS[1], 'o', '~revoked', 't', term, 'i', '')
publish(ARGV[1], 'v|' .. term)
return {1, term}
