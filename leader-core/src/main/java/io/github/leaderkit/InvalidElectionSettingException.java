package io.github.leaderkit;

/**
 * An election setting that cannot work, with what to do about it.
 */
public class InvalidElectionSettingException extends InvalidLeaderConfigurationException {

	private final String setting;

	/**
	 * Creates the exception.
	 * @param setting the setting in question, as in {@code ttl} or {@code drain-timeout}
	 * @param problem what is wrong, with the values involved
	 * @param fix what to do about it
	 */
	public InvalidElectionSettingException(String setting, String problem, String fix) {
		super("Invalid election setting '" + setting + "': ", problem, fix, null);
		this.setting = setting;
	}

	/**
	 * The setting in question, in kebab case and without a prefix.
	 * @return the name of the setting
	 */
	public String setting() {
		return this.setting;
	}

}
