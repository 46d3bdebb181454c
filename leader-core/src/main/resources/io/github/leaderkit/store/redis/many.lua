-- Placed behind every script: runs it for each key, with the arguments of that key. All keys
-- have as many. A key that fails fails alone: what was done for the others stands, and so do
-- their answers.
--
-- Result  the answer for each key, in their order, {-2, message} for one that failed; then the
--         run id of the server, '' if the server does not tell, nil if it was not asked

local size = #ARGV / #KEYS
local answers = {}
for i, key in ipairs(KEYS) do
	local arguments = {unpack(ARGV, (i - 1) * size + 1, i * size)}
	local done, answer = pcall(one, {key}, arguments)
	answers[i] = done and answer or {-2, type(answer) == 'table' and answer.err or tostring(answer)}
end
answers[#KEYS + 1] = server_run or false
return answers
