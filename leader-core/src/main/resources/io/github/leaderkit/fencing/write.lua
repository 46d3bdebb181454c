-- Writes a value unless a higher term has written.
--
-- KEYS    1 value  2 term
-- ARGV    1 term  2 time to live in milliseconds (0: none)  3 how long the term outlives the value
--         4 value; left out: the value is deleted
-- Result  {code, text}
--         code: 1 written, 0 stale (text: the highest term), -1 foreign (text: what is wrong)
--
-- Numbers of Lua are exact below 2^53; terms are checked to be lower.

local value_key, term_key, term = KEYS[1], KEYS[2], ARGV[1]
local ttl, retention, value = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

-- SET would overwrite whatever there is
for _, key in ipairs(KEYS) do
	local type = redis.call('TYPE', key).ok
	if type ~= 'string' and type ~= 'none' then
		return {-1, "the key '" .. key .. "' holds a " .. type .. ', not a string'}
	end
end

local highest = redis.call('GET', term_key)
if highest then
	local number = string.match(highest, '^%d+$') and tonumber(highest)
	if not number or number >= 9007199254740992 then
		return {-1, "the key '" .. term_key .. "' holds something else than a term"}
	end
	if number > tonumber(term) then
		return {0, highest}
	end
end

if value and ttl == 0 then
	redis.call('SET', term_key, term)
	redis.call('SET', value_key, value)
else
	redis.call('SET', term_key, term, 'PX', string.format('%.0f', ttl + retention))
	if value then
		redis.call('SET', value_key, value, 'PX', ARGV[2])
	else
		redis.call('DEL', value_key)
	end
end
return {1, ''}
