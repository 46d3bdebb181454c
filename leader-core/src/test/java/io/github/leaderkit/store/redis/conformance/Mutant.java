package io.github.leaderkit.store.redis.conformance;

/**
 * A mistake in a script: one place of its text is replaced.
 */
enum Mutant {

	ACQUIRE_IGNORES_NOT_AFTER("acquire", "if not_after > 0 and now > not_after", "if false", 31, 233),

	RENEW_IGNORES_NOT_AFTER("renew", "if not_after > 0 and now > not_after", "if false", 28, -1),

	NO_CLAMP("acquire", "expiry = now + record.ttl\n\t\tend\n\t\tif rebase", "\n\t\tend\n\t\tif rebase", 22, -1),

	NO_REBASE("acquire", "if rebase then", "if false then", 39, 233),

	MISSING_IS_FREE("acquire", "if min_term > 0 or strict then", "if false then", 4, 192),

	MISSING_IS_FREE_IN_STRICT("acquire", "if min_term > 0 or strict then", "if min_term > 0 then", 22, 192),

	NO_WAIT_IN_QUARANTINE("acquire", "expiry = now + wait", "expiry = now", 4, 26),

	QUARANTINE_OF_OWN_TTL("acquire", "math.max(hold, known)", "hold", 103, -1),

	QUARANTINE_IS_NOT_RAISED("acquire", "term = math.max(term, min_term)", "term = term", 41, -1),

	LOWER_TERM_IS_TRUSTED("acquire", "record.term < min_term or (", "false or (", 145, 9892),

	EARLIER_EXPIRY_IS_TRUSTED("acquire", "and record.expiry < min_expiry", "and false", 1, 35),

	OTHER_RUN_IS_TRUSTED("acquire", "if went_back or other_server", "if went_back", 218, 422),

	OWN_RECORD_IS_TRUSTED("acquire", "if record.owner ~= '' and not own_older then",
			"if own_older then min_term, min_expiry, record.run = 0, 0, '' elseif record.owner ~= '' then", 70, 608),

	EARLIER_ATTEMPT_SUPERSEDES_LATER("acquire", "number < attempt", "number ~= attempt", 9, 144),

	SAME_ATTEMPT_IS_REFUSED("acquire", "if own and number == attempt and", "if false and", 23, -1),

	TERM_IS_THE_TIME("acquire", "math.max((record.term or 0) + 1, min_term + 1, now)", "now", 61, 0),

	UNEARNED_IS_GRANTED_IN_STRICT("acquire", "if strict and earned ~=", "if false and earned ~=", 230, 555),

	TAKEOVER_DELAY_IGNORED("acquire", "expiry + takeover_delay", "expiry", 9, -1),

	GRANT_KEEPS_TIME_TO_LIVE("acquire", "\tredis.call('PERSIST', key)\n\tredis.call('HSET', key, 'o'",
			"\tredis.call('HSET', key, 'o'", 29, -1),

	RUN_ID_IS_NOT_WRITTEN("renew", "'r', record.run", "'r', ''", 12, 16957),

	RENEWAL_IS_OF_ANY_RUN("renew", "\trun = '~'", "\trun = server", 17, -1),

	RENEWAL_IS_OF_ITS_OWN_RUN("renew", "if server ~= '' and server ~= run then", "if false then", 17, -1),

	OLD_RUN_ID_IS_KEPT("renew", "and record.run == run and", "and", 237, -1),

	OLD_TTL_IS_KEPT("renew", "and record.ttl == ttl and", "and", 93, -1),

	OLD_INFO_IS_KEPT("renew", "and record.info == info", "", 135, -1),

	LOWER_TERM_IS_KEPT("renew", "code == 1 and record.term == term and", "code == 1 and", 106, -1),

	EXTENSION_KEEPS_TIME_TO_LIVE("renew", "local function extend(key, record)\n\tredis.call('PERSIST', key)",
			"local function extend(key, record)", 678, -1),

	RENEWAL_TAKES_FROM_ANOTHER("renew", "elseif not ((record.nobody and record.term <= term) or older) then",
			"elseif record.nobody and record.term > term then", 179, 1210),

	RENEWAL_TAKES_BACK_WHAT_WAS_REVOKED("renew", "(record.nobody and record.term <= term)", "record.nobody", 63, 34),

	LOST_RECORD_IS_NOT_TAKEN_BACK("renew", "if not record.missing then\n\tlocal older",
			"if record.missing then\n\t\treturn nothing(0, now)\n\telse\n\tlocal older", 12, 0),

	QUARANTINE_IS_NOT_TAKEN_BACK("renew", "(record.nobody and record.term <= term)", "false", 255, 35),

	RELEASE_KEEPS_OWNER("release", "'HSET', KEYS[1], 'o', '', ", "'HSET', KEYS[1], ", 10, 349),

	ANYBODY_MAY_RELEASE("release", "if record.owner ~= ARGV[1] then", "if not record.owner then", 171, 13),

	RELEASE_KEEPS_RECORD_FOR_EVER("release", "redis.pcall('PEXPIRE', KEYS[1], ARGV[2])", "", 29, -1),

	REVOKE_EMPTIES_OWNER("revoke", "'~revoked'", "''", 116, 150),

	REVOKE_KEEPS_TERM("revoke", "text(record.term + 1)", "text(record.term)", 116, 34),

	CHANGE_IGNORES_NOT_AFTER("change", "if not_after > 0 and now > not_after", "if false", 43, -1),

	CHANGE_IGNORES_OWNER("change", "record.owner ~= owner or ", "", 100, -1),

	CHANGE_IGNORES_TERM("change", "record.term ~= term or ", "", 202, -1),

	CHANGE_IGNORES_EXPIRY("change", " or record.expiry <= now then", " then", 9, -1),

	CHANGE_OVERWRITES_WHAT_IS_NOT_EXPECTED("change", "entry == expected and ", "", 146, -1),

	CHANGE_COMES_TOO_EARLY("change", " and now >= not_before", "", 146, -1),

	CHANGE_CREATES_RECORD("change", "if record.missing then\n\treturn nothing(0, now)\nend\nif owner",
			"if record.missing then\n\trecord = {owner = '', term = 0, expiry = 0, ttl = 0, info = '', revision = 0, "
					+ "doubt = 0}\nend\nif owner",
			7, -1),

	CHANGE_DOES_NOT_WRITE_THE_TIME("change", "string.gsub(replacement, '|@|', '|' .. text(now) .. '|', 1)",
			"replacement", 7, -1),

	REVISION_IS_NOT_RAISED("change", "math.max(record.revision, restored) + 1", "math.max(record.revision, restored)",
			100, -1),

	REVISION_RISES_WITHOUT_A_CHANGE("change", "if changed then", "if true then", 196, -1),

	REVISION_THAT_WAS_KNOWN_IS_FORGOTTEN("change", "math.max(record.revision, restored) + 1", "record.revision + 1",
			146, -1),

	RESTORATION_KEEPS_DOUBT("change", "\tredis.call('HSET', key, 'd', '0')\n", "", 51, -1),

	ANY_CHANGE_ENDS_DOUBT("change", "if restored > 0 then", "if changed then", 100, -1),

	CHANGE_BY_ANYBODY_TAKES_TIME_TO_LIVE_OFF("change", "local entries, changed",
			"redis.call('PERSIST', key)\nlocal entries, changed", 77, -1),

	CHANGE_BY_THE_LEADER_KEEPS_TIME_TO_LIVE("change", "\tredis.call('PERSIST', key) -- as in write", "\t--", 86, -1),

	QUARANTINE_LEAVES_NO_DOUBT("acquire", "\tredis.call('HSET', key, 'd', text(now))\n", "", 5, -1),

	RENEWAL_DOES_NOT_TELL_THE_REVISION("renew", "revision = record.revision or 0", "revision = 0", 251, -1);

	private final String script;

	private final String text;

	private final String mistake;

	private final long differs;

	private final long harms;

	Mutant(String script, String text, String mistake, long differs, long harms) {
		this.script = script;
		this.text = text;
		this.mistake = mistake;
		this.differs = differs;
		this.harms = harms;
	}

	String script() {
		return this.script;
	}

	String text() {
		return this.text;
	}

	String mistake() {
		return this.mistake;
	}

	/**
	 * The seed of a sequence of {@link Kind#CALLS} that finds it.
	 */
	long differs() {
		return this.differs;
	}

	/**
	 * The seed of a sequence of {@link Kind#WATCHED} that finds it, {@code -1} if it does
	 * no harm to those who hold a lease, or takes more than happens there.
	 */
	long harms() {
		return this.harms;
	}

}
